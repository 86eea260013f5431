package io.perennial.platform.engine.model;

/**
 * What keeps a model from being deployed.
 *
 * @param element where in the file; null for the file as a whole
 * @param fix     what to do about it
 */
public record ModelProblem(String file, String element, String problem, String fix) {

    @Override
    public String toString() {
        return file + (element == null ? "" : ", " + element) + ": " + problem + " Fix: " + fix;
    }
}
