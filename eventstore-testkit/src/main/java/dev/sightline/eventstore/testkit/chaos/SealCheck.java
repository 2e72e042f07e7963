package dev.sightline.eventstore.testkit.chaos;

import dev.sightline.eventstore.EventStore;
import dev.sightline.eventstore.seal.LogDump;
import dev.sightline.eventstore.seal.LogVerification;
import dev.sightline.eventstore.seal.SealKeys;
import dev.sightline.eventstore.seal.Sealer;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.security.KeyPair;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The logs are sealed to their ends, and dumps of them verify. For one thread. */
final class SealCheck {
    private final DataSource database;
    private final EventStore store;
    private final KeyPair keys = SealKeys.generate();

    SealCheck(DataSource database, EventStore store) {
        this.database = database;
        this.store = store;
    }

    void look(OrganizationLog log) throws IOException {
        new Sealer(database, keys, Clock.systemUTC()).seal(log.organization());
        LogVerification.Report report = verified(log);
        if (report.finding() != null || report.sealedUpTo() != log.position()) {
            throw log.broken("the seals do not hold: " + report);
        }
    }

    /** Verifies the dump while it is written, so that neither memory nor disk must hold it. */
    private LogVerification.Report verified(OrganizationLog log) throws IOException {
        AtomicReference<@Nullable Exception> fault = new AtomicReference<>();
        try (PipedReader in = new PipedReader(1 << 20)) {
            PipedWriter out = new PipedWriter(in);
            Thread writer = Thread.ofPlatform().start(() -> {
                try (out) {
                    LogDump.write(database, store, log.organization(), out);
                } catch (IOException | RuntimeException e) {
                    fault.set(e);
                }
            });
            LogVerification.Report report = LogVerification.of(in, List.of(keys.getPublic()), null);
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
