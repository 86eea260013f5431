package io.perennial.platform.security;

/** User groups; a group id is also the authority of its members. */
enum Group {
    CUSTOMER_SERVICE("customer-service", "Customer service"),
    OPERATIONS("operations", "Operations"),
    RISK("risk", "Risk"),
    DESIGNER("designer", "Process designers"),
    ANALYST("analyst", "Growth analysts"),
    SERVICE("service", "Services (machines)"),
    ADMIN("camunda-admin", "Administrators");

    private final String id;
    private final String title;

    Group(String id, String title) {
        this.id = id;
        this.title = title;
    }

    String id() {
        return id;
    }

    String title() {
        return title;
    }

    /** The user created for this group at the first start. */
    String firstUser() {
        return this == ADMIN ? "admin" : id;
    }

    static String[] ids(Group... groups) {
        String[] ids = new String[groups.length];
        for (int i = 0; i < groups.length; i++) {
            ids[i] = groups[i].id;
        }
        return ids;
    }
}
