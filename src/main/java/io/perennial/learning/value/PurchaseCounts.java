package io.perennial.learning.value;

import java.util.Arrays;

/** Customers counted by repeat purchases, recency and age: the sufficient statistics of {@link BgNbd}. */
final class PurchaseCounts {

    private static final int DAY_BITS = 20;
    private static final int MAX_DAYS = (1 << DAY_BITS) - 1;

    private final long[] keys;
    private final int[] customers;

    private PurchaseCounts(long[] keys, int[] customers) {
        this.keys = keys;
        this.customers = customers;
    }

    /** Packs one customer's repeats, days from first to last purchase, and days since the first into a long. */
    static long key(int repeats, long recencyDays, long ageDays) {
        long age = Math.min(ageDays, MAX_DAYS);
        return (long) repeats << 2 * DAY_BITS | Math.min(recencyDays, age) << DAY_BITS | age;
    }

    static int repeats(long key) {
        return (int) (key >>> 2 * DAY_BITS);
    }

    static int recencyDays(long key) {
        return (int) (key >>> DAY_BITS & MAX_DAYS);
    }

    static int ageDays(long key) {
        return (int) (key & MAX_DAYS);
    }

    static PurchaseCounts of(long[] customerKeys) {
        long[] sorted = customerKeys.clone();
        Arrays.parallelSort(sorted);
        int[] counts = new int[sorted.length];
        int size = 0;
        for (int i = 0; i < sorted.length; i++) {
            if (size == 0 || sorted[i] != sorted[size - 1]) {
                sorted[size++] = sorted[i];
            }
            counts[size - 1]++;
        }
        return new PurchaseCounts(Arrays.copyOf(sorted, size), Arrays.copyOf(counts, size));
    }

    int size() {
        return keys.length;
    }

    int repeats(int i) {
        return repeats(keys[i]);
    }

    int recencyDays(int i) {
        return recencyDays(keys[i]);
    }

    int ageDays(int i) {
        return ageDays(keys[i]);
    }

    int customers(int i) {
        return customers[i];
    }

    int maxRepeats() {
        return keys.length == 0 ? 0 : repeats(keys.length - 1);
    }

    int maxAgeDays() {
        return Arrays.stream(keys).mapToInt(PurchaseCounts::ageDays).max().orElse(0);
    }

    double meanAgeDays() {
        long sum = 0;
        long total = 0;
        for (int i = 0; i < size(); i++) {
            sum += (long) customers[i] * ageDays(i);
            total += customers[i];
        }
        return total == 0 ? 0 : (double) sum / total;
    }
}
