package io.perennial.platform.engine.model;

/**
 * One thing that a changed model says differently.
 *
 * @param element the element's id, or what else it is about, such as {@code diagram}
 * @param what    which of its properties, such as {@code name} or {@code inputParameter[template]}; {@code element} for all of it
 * @param before  what it says today; null where it says nothing
 * @param after   what it would say; null where it would say nothing
 */
public record ChangedElement(String element, String what, String before, String after) {}
