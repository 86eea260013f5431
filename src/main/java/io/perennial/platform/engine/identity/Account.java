package io.perennial.platform.engine.identity;

import java.util.List;

/** A stored user with groups and password hash. */
record Account(String user, List<String> groups, String hash, String salt) {

    boolean hasSamePasswordAs(Account other) {
        return hash.equals(other.hash) && String.valueOf(salt).equals(String.valueOf(other.salt));
    }

    @Override
    public String toString() {
        return user + " of " + groups;
    }
}
