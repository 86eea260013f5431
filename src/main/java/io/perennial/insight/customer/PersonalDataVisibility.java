package io.perennial.insight.customer;

import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;

/** How much of a name and a phone number someone may see. */
enum PersonalDataVisibility {
    ALL,
    MASKED,
    NOTHING;

    private static final int DIGITS_BEFORE = 3;
    private static final int DIGITS_AFTER = 4;

    /** Customer service and risk see all of it, analysts nothing, everyone else that there is something. */
    static PersonalDataVisibility of(Authentication viewer) {
        if (belongs(viewer, "customer-service") || belongs(viewer, "risk")) {
            return ALL;
        }
        boolean onlyAnalyst = viewer.getAuthorities().stream()
                .allMatch(group -> group.getAuthority().equals("analyst"));
        return onlyAnalyst ? NOTHING : MASKED;
    }

    private static boolean belongs(Authentication viewer, String group) {
        return viewer.getAuthorities().stream()
                .map(GrantedAuthority::getAuthority)
                .anyMatch(group::equals);
    }

    /** The first character, and stars for the rest. */
    String name(String name) {
        return switch (this) {
            case ALL -> name;
            case MASKED -> name == null ? null : name.substring(0, name.offsetByCodePoints(0, 1)) + "**";
            case NOTHING -> null;
        };
    }

    /** The first three and the last four characters of a number that is long enough to hide some. */
    String phone(String phone) {
        return switch (this) {
            case ALL -> phone;
            case MASKED -> phone == null ? null : masked(phone);
            case NOTHING -> null;
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
