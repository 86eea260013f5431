package io.perennial.platform.engine.identity;

import java.util.List;

/** A user as the database has it: in which groups, and how the password is known again. */
record Account(String user, List<String> groups, String hash, String salt) {

    boolean hasSamePasswordAs(Account other) {
        return hash.equals(other.hash) && String.valueOf(salt).equals(String.valueOf(other.salt));
    }

    @Override
    public String toString() {
        return user + " of " + groups;
    }
}
