package io.perennial.platform.engine.dmn;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Remembers at most so many answers. OutputType what was read lately costs one look into a map: when the young generation is full
 * it becomes the old one, and what is not asked for again in the meantime is forgotten.
 */
final class GenerationalCache<K, V> {

    private final int youngest;
    private final Function<K, V> answer;
    private volatile Map<K, V> young = new ConcurrentHashMap<>();
    private volatile Map<K, V> old = Map.of();

    GenerationalCache(int most, Function<K, V> answer) {
        this.youngest = most / 2;
        this.answer = answer;
    }

    V get(K key) {
        V known = young.get(key);
        return known != null ? known : remember(key);
    }

    private V remember(K key) {
        V known = old.get(key);
        V value = known != null ? known : answer.apply(key);
        synchronized (this) {
            if (young.size() >= youngest) {
                old = young;
                young = new ConcurrentHashMap<>();
            }
            young.put(key, value);
        }
        return value;
    }

    int size() {
        return young.size() + old.size();
    }
}
