package dev.sightline.bench.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.sightline.bench.Bench;
import dev.sightline.bench.Report;
import dev.sightline.postgres.EmbeddedPostgres;
import org.slf4j.LoggerFactory;

/** {@code ./sightline bench log}: one process, one PostgreSQL that flushes to disk, every rival in turn. */
public final class LogBench implements Bench.Measurement {
    private static final long SEED = 20_263;
    private static final int DIFFERENT_OPPORTUNITIES = 10_000;

    @Override
    public Report measure(Bench.Run run) throws Exception {
        // A library that says what it does does less meanwhile.
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.ERROR);
        Sizes sizes = Sizes.of(run.quick());
        SampleEvents sample = new SampleEvents(SEED, DIFFERENT_OPPORTUNITIES);
        Report report = new Report("log", sizes.rounds());
        try (EmbeddedPostgres postgres = EmbeddedPostgres.temporary()
                .withDurability()
                .option("shared_buffers", "512MB")
                .option("max_wal_size", "4GB")
                .start()) {
            report.database(postgres);
            BatchAppends.measure(run, postgres, sizes, sample, report);
            SingleAppends.measure(run, postgres, sizes, sample, report);
            BesideAxon.measure(run, postgres, sizes, sample, report);
            SalesReplay.measure(run, postgres, sizes, report);
            ManyOrganizations.measure(run, postgres, sizes, sample, report);
            Growth.measure(run, postgres, sizes, sample, report);
        }
        return report;
    }
}
