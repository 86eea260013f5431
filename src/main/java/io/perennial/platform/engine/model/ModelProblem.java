package io.perennial.platform.engine.model;

/**
 * Reason why a model cannot be deployed.
 *
 * @param element element id; null for the whole file
 * @param fix     how to fix it
 */
public record ModelProblem(String file, String element, String problem, String fix) {

    @Override
    public String toString() {
        return file + (element == null ? "" : ", " + element) + ": " + problem + " Fix: " + fix;
    }
}
