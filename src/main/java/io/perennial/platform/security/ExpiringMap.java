package io.perennial.platform.security;

import java.util.LinkedHashMap;
import java.util.Map;

/** Remembers only so many, so that names that somebody makes up cannot fill the memory; the one at the front goes first. */
final class ExpiringMap<K, V> extends LinkedHashMap<K, V> {

    private static final long serialVersionUID = 1L;
    private static final int MOST = 10_000;

    private ExpiringMap(boolean byUse) {
        super(16, 0.75f, byUse);
    }

    /** At the front is the one that was put longest ago. */
    static <K, V> ExpiringMap<K, V> byPut() {
        return new ExpiringMap<>(false);
    }

    /** At the front is the one that was looked at longest ago. */
    static <K, V> ExpiringMap<K, V> byUse() {
        return new ExpiringMap<>(true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > MOST;
    }
}
