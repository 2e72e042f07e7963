package dev.sightline.eventstore.testkit.chaos;

import dev.sightline.eventstore.OrganizationId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Understands what {@link Victim}s say, line by line. Thread-safe. */
final class Heard implements Consumer<String> {
    private final Map<OrganizationId, Told> told = new HashMap<>();
    private final List<String> wrongs = new ArrayList<>();
    private final AtomicLong deliveries = new AtomicLong();
    private final AtomicLong undone = new AtomicLong();

    Heard(List<OrganizationLog> logs) {
        logs.forEach(log -> told.put(log.organization(), log.told()));
    }

    @Override
    public void accept(String line) {
        try {
            Acknowledged.parse(line).ifPresent(run -> of(run.organization()).add(run));
            Acknowledged.Undone.parse(line).ifPresent(event -> {
                of(event.organization()).add(event);
                undone.incrementAndGet();
            });
            Acknowledged.Delivered.parse(line).ifPresent(event -> {
                of(event.organization()).add(event);
                deliveries.incrementAndGet();
            });
        } catch (BrokenPromise e) {
            wrong(String.valueOf(e.getMessage()));
        }
        if (line.startsWith(Victim.WRONG)) {
            wrong(line);
        }
    }

    private Told of(OrganizationId organization) {
        Told known = told.get(organization);
        if (known == null) {
            throw new BrokenPromise("somebody was answered of organisation " + organization);
        }
        return known;
    }

    private void wrong(String what) {
        synchronized (wrongs) {
            wrongs.add(what);
        }
    }

    /** What a victim noticed, or was told, that cannot be. */
    void look() {
        synchronized (wrongs) {
            if (!wrongs.isEmpty()) {
                throw new BrokenPromise(wrongs.getFirst());
            }
        }
    }

    long deliveries() {
        return deliveries.get();
    }

    long undone() {
        return undone.get();
    }
}
