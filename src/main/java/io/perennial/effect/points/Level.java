package io.perennial.effect.points;

/** Levels of membership, lowest first. */
public enum Level {
    BRONZE,
    SILVER,
    GOLD,
    PLATINUM
}
