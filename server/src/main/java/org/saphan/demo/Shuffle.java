package org.saphan.demo;

/// A permutation of `0 … size-1` that depends on a key and needs no memory: a Feistel network over the
/// next power of four, walked until it lands inside. It runs in both directions, so that a row finds
/// its plate and a plate finds its row without a table.
///
/// @param turn added to each result, so that one chosen number can be sent where it is wanted
record Shuffle(long size, long key, long turn) {

    private static final int ROUNDS = 4;

    Shuffle {
        if (size < 1 || turn < 0 || turn >= size) {
            throw new IllegalArgumentException("a permutation of at least one, turned by less");
        }
    }

    static Shuffle of(long size, long key) {
        return new Shuffle(size, key, 0);
    }

    /// The same permutation, turned so that `from` arrives at `to`.
    Shuffle sending(long from, long to) {
        return new Shuffle(size, key, Math.floorMod(to - of(size, key).at(from), size));
    }

    long at(long n) {
        long value = n;
        do {
            value = forward(value);
        } while (value >= size);
        return (value + turn) % size;
    }

    long indexOf(long value) {
        long n = Math.floorMod(value - turn, size);
        do {
            n = backward(n);
        } while (n >= size);
        return n;
    }

    private long forward(long value) {
        long left = value >>> half();
        long right = value & mask();
        for (int round = 0; round < ROUNDS; round++) {
            long next = left ^ scrambled(round, right);
            left = right;
            right = next;
        }
        return left << half() | right;
    }

    private long backward(long value) {
        long left = value >>> half();
        long right = value & mask();
        for (int round = ROUNDS - 1; round >= 0; round--) {
            long before = right ^ scrambled(round, left);
            right = left;
            left = before;
        }
        return left << half() | right;
    }

    private long scrambled(int round, long half) {
        return mix(key + round, half) & mask();
    }

    private int half() {
        return Math.max(1, (64 - Long.numberOfLeadingZeros(size - 1) + 1) / 2);
    }

    private long mask() {
        return (1L << half()) - 1;
    }

    /// Splitmix64 of two numbers: the same two give the same result for ever.
    static long mix(long key, long n) {
        long z = key * 0x9E3779B97F4A7C15L + n;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
