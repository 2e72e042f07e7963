package dev.sightline.simulator;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What was asked of the simulator since its start or the last {@link #reset()}. Thread-safe. */
public final class RequestCounters {
    private final LongAdder requests = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final Map<String, LongAdder> calls = new ConcurrentHashMap<>();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    /** All HTTP requests, failed ones included. */
    public long requests() {
        return requests.sum();
    }

    /** Bytes of bodies sent. */
    public long bytesSent() {
        return bytes.sum();
    }

    /** Calls of a method, {@code calls("crm.lead", "search_read")}. */
    public long calls(String model, String method) {
        LongAdder counter = calls.get(model + "." + method);
        return counter == null ? 0 : counter.sum();
    }

    /** Calls by {@code model.method}. */
    public Map<String, Long> calls() {
        Map<String, Long> sums = new TreeMap<>();
        calls.forEach((call, counter) -> sums.put(call, counter.sum()));
        return sums;
    }

    /** The most requests that were under way at one time. */
    public int mostAtOnce() {
        return most.get();
    }

    /** Starts counting anew. */
    public void reset() {
        requests.reset();
        bytes.reset();
        calls.clear();
        most.set(underWay.get());
    }

    void begin() {
        requests.increment();
        int now = underWay.incrementAndGet();
        most.accumulateAndGet(now, Math::max);
    }

    void end() {
        underWay.decrementAndGet();
    }

    void call(String model, String method) {
        calls.computeIfAbsent(model + "." + method, _ -> new LongAdder()).increment();
    }

    void sent(int length) {
        bytes.add(length);
    }
}
