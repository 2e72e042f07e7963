package dev.sightline.eventstore.testkit.chaos;

import dev.sightline.eventstore.EventStore;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.seal.LogDump;
import dev.sightline.eventstore.seal.LogVerification;
import dev.sightline.eventstore.seal.SealKeys;
import dev.sightline.eventstore.seal.Sealer;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The logs are sealed to their ends, and dumps of them verify, each one's seals being one chain. For one thread. */
final class SealCheck {
    private final DataSource database;
    private final EventStore store;
    private final KeyPair keys = SealKeys.generate();
    private final Map<OrganizationId, LogVerification.Report> reports = new HashMap<>();

    SealCheck(DataSource database, EventStore store) {
        this.database = database;
        this.store = store;
    }

    /** Seals and verifies what has come since the last look, behind its last seal. */
    void look(OrganizationLog log) throws IOException {
        new Sealer(database, keys, Clock.systemUTC()).seal(log.organization());
        reports.put(log.organization(), verified(log, reports.get(log.organization())));
    }

    /** Verifies all of it. */
    void lookAgain(OrganizationLog log) throws IOException {
        LogVerification.Report whole = verified(log, null);
        if (!whole.equals(reports.put(log.organization(), whole))) {
            throw log.broken("the seals, read again, come to something else: " + whole);
        }
    }

    /** How many seals were found sound. */
    long seals() {
        return reports.values().stream()
                .mapToLong(LogVerification.Report::seals)
                .sum();
    }

    private LogVerification.Report verified(OrganizationLog log, LogVerification.@Nullable Report before)
            throws IOException {
        LogVerification.Report report = verify(log, before);
        if (report.finding() != null || report.sealedUpTo() != log.position()) {
            throw log.broken("the seals do not hold: " + report);
        }
        return report;
    }

    /** Verifies the dump while it is written, so that neither memory nor disk must hold it. */
    private LogVerification.Report verify(OrganizationLog log, LogVerification.@Nullable Report before)
            throws IOException {
        long after = before == null ? 0 : before.sealedUpTo();
        AtomicReference<@Nullable Exception> fault = new AtomicReference<>();
        try (PipedReader in = new PipedReader(1 << 20)) {
            PipedWriter out = new PipedWriter(in);
            Thread writer = Thread.ofPlatform().start(() -> {
                try (out) {
                    LogDump.write(database, store, log.organization(), after, out);
                } catch (IOException | RuntimeException e) {
                    fault.set(e);
                }
            });
            List<PublicKey> trusted = List.of(keys.getPublic());
            LogVerification.Report report = before == null
                    ? LogVerification.of(in, trusted, null)
                    : LogVerification.continued(in, trusted, before);
            writer.join();
            Exception broken = fault.get();
            if (broken != null) {
                throw new IOException("the dump broke off", broken);
            }
            return report;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
