/* Latencies in nanoseconds, counted in buckets that grow with the value: about 1.5 % wide, no memory a sample. */
#ifndef LATENCY_H
#define LATENCY_H

#include <stdint.h>

#define STEPS 64 /* buckets a power of two */

struct latency {
    uint64_t counts[64 * STEPS], total;
    int64_t worst_ns;
};

static inline void latency_add(struct latency *latency, int64_t ns) {
    if (ns < 1) ns = 1; /* two readings of one clock may be equal */
    if (ns > latency->worst_ns) latency->worst_ns = ns;
    int log = 63 - __builtin_clzll((uint64_t)ns);
    int bucket = log < 6 ? (int)ns : (log - 5) * STEPS + (int)((ns >> (log - 6)) & (STEPS - 1));
    latency->counts[bucket]++;
    latency->total++;
}

/* The value, in milliseconds, that `part` (0 to 1) of all samples do not exceed; -1 without samples. */
static inline double latency_ms(const struct latency *latency, double part) {
    uint64_t wanted = (uint64_t)(part * (double)latency->total), seen = 0;
    if (!latency->total) return -1;
    for (int bucket = 0; bucket < 64 * STEPS; bucket++) {
        seen += latency->counts[bucket];
        if (seen <= wanted) continue;
        if (bucket < STEPS) return bucket / 1e6;
        int log = bucket / STEPS + 5;
        double low = (double)((1ull << log) + ((uint64_t)(bucket % STEPS) << (log - 6)));
        double middle = low + (double)(1ull << (log - 6)) / 2;
        return (middle < (double)latency->worst_ns ? middle : (double)latency->worst_ns) / 1e6;
    }
    return (double)latency->worst_ns / 1e6;
}

#endif
