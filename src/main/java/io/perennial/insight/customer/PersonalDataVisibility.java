package io.perennial.insight.customer;

import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;

/** Visibility of name and phone number. */
enum PersonalDataVisibility {
    ALL,
    MASKED,
    NONE;

    private static final int DIGITS_BEFORE = 3;
    private static final int DIGITS_AFTER = 4;

    /** {@code ALL} for customer service and risk, {@code NONE} for analysts, {@code MASKED} for others. */
    static PersonalDataVisibility of(Authentication viewer) {
        if (isIn(viewer, "customer-service") || isIn(viewer, "risk")) {
            return ALL;
        }
        boolean analystOnly = viewer.getAuthorities().stream()
                .allMatch(group -> group.getAuthority().equals("analyst"));
        return analystOnly ? NONE : MASKED;
    }

    private static boolean isIn(Authentication viewer, String group) {
        return viewer.getAuthorities().stream()
                .map(GrantedAuthority::getAuthority)
                .anyMatch(group::equals);
    }

    /** The name, or its first character and stars. */
    String name(String name) {
        return switch (this) {
            case ALL -> name;
            case MASKED -> name == null ? null : name.substring(0, name.offsetByCodePoints(0, 1)) + "**";
            case NONE -> null;
        };
    }

    /** The phone number, or its first three and last four characters if that hides some. */
    String phone(String phone) {
        return switch (this) {
            case ALL -> phone;
            case MASKED -> phone == null ? null : masked(phone);
            case NONE -> null;
        };
    }

    private static String masked(String phone) {
        return phone.codePointCount(0, phone.length()) <= DIGITS_BEFORE + DIGITS_AFTER
                ? "****"
                : phone.substring(0, phone.offsetByCodePoints(0, DIGITS_BEFORE))
                        + "****"
                        + phone.substring(phone.offsetByCodePoints(phone.length(), -DIGITS_AFTER));
    }
}
