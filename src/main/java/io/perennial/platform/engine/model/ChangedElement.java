package io.perennial.platform.engine.model;

/**
 * One difference between two versions of a model.
 *
 * @param element id of the element, or {@code diagram}
 * @param what    property, such as {@code name} or {@code inputParameter[template]}; {@code element} for the whole element
 * @param before  current value; null if absent
 * @param after   new value; null if absent
 */
public record ChangedElement(String element, String what, String before, String after) {}
