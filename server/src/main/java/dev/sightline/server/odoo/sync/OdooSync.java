package dev.sightline.server.odoo.sync;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.personal.PersonalKeys;
import dev.sightline.server.ingest.Ingest;
import dev.sightline.server.odoo.client.Domain;
import dev.sightline.server.odoo.client.ModelFields;
import dev.sightline.server.odoo.client.OdooClient;
import dev.sightline.server.odoo.client.OdooException;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Does what a job is to do, from the first model to the last. Thread-safe, but one job at a time per organisation is the
 * caller's business; two at once do no harm, as one of them is stopped by the moved cursor.
 */
public final class OdooSync {
    private final OrganizationTransactions transactions;
    private final Ingest ingest;
    private final PersonalKeys keys;
    private final Clock clock;
    private final SyncTuning tuning;
    private final RawSnapshots raw = new RawSnapshots();

    public OdooSync(
            OrganizationTransactions transactions, Ingest ingest, PersonalKeys keys, Clock clock, SyncTuning tuning) {
        this.transactions = transactions;
        this.ingest = ingest;
        this.keys = keys;
        this.clock = clock;
        this.tuning = tuning;
    }

    /** How a job ended. */
    public sealed interface Ending {
        /** @param problem one sentence for people about what could not be read although the rest was; null where all was */
        record Done(@Nullable String problem) implements Ending {}

        record Stopped() implements Ending {}
    }

    /**
     * @throws OdooException where Odoo failed and the job cannot go on; what was stored until then stays, and the next job
     *     goes on from there
     */
    public Ending run(SyncRun run, OdooClient client, SyncWatch watch) {
        try {
            return new Running(run, client, watch).all();
        } catch (Stopped e) {
            return new Ending.Stopped();
        }
    }

    /** Somebody asked the job to stop; what it stored stays. */
    private static final class Stopped extends RuntimeException {
        Stopped() {
            super("stopped", null, false, false);
        }
    }

    /** One model's trouble is not the others'; after any other there is no use asking for the next. */
    static boolean concernsTheModelOnly(Throwable e) {
        return e instanceof OdooException.NoAccess
                || e instanceof OdooException.NotThere
                || e instanceof OdooException.ReadFailed
                || e instanceof NeededFieldsMissing;
    }

    private final class Running {
        private final SyncRun run;
        private final OrganizationId organization;
        private final OdooClient client;
        private final Access access;
        private final PageWriter writer;
        private final SyncWatch watch;
        private final Deletions deletions;
        private final List<String> problems = new ArrayList<>();
        /** Fields that something was reported of before. */
        private final List<String> reportedFields;

        Running(SyncRun run, OdooClient client, SyncWatch watch) {
            this.run = run;
            this.organization = run.organization();
            this.client = client;
            this.access = Access.ask(client);
            this.writer =
                    new PageWriter(transactions, ingest, raw, keys, organization, run.job(), clock::instant, watch);
            this.watch = watch;
            this.reportedFields = transactions.read(organization, jdbc -> SyncIssues.fields(jdbc, organization));
            this.deletions = new Deletions(client, access.context(), transactions, writer, tuning, this::requireGoing);
        }

        Ending all() {
            boolean shrank = transactions.write(
                    organization, jdbc -> access.shrank(jdbc, organization, run.confirmed(), clock.instant()));
            switch (run.kind()) {
                case FULL, INCREMENTAL -> {
                    if (run.kind() == SyncRun.Kind.FULL) {
                        startOver();
                    }
                    read(SyncModel.ALL, SyncCursor.CHANGES, new Changes(tuning.overlap()), true);
                    if (!shrank) {
                        SyncModel.ALL.stream()
                                .filter(SyncModel::vanishing)
                                .forEach(model -> attempt(model, this::deletions));
                    }
                }
                case RESCAN -> read(List.of(model(SyncModel.LEAD)), SyncCursor.RESCAN, openLeads(), false);
                case DELETIONS -> {
                    if (!shrank) {
                        // What refers to others goes first, as it came last.
                        SyncModel.ALL.reversed().forEach(model -> attempt(model, this::deletions));
                    }
                }
                case WEBHOOK -> SyncModel.ALL.forEach(model -> attempt(model, each -> hinted(each, shrank)));
            }
            return new Ending.Done(problems.isEmpty() ? null : problems.getFirst());
        }

        /** One model's trouble is not the others'; only an Odoo that is down or refuses us ends the job. */
        private void attempt(SyncModel model, Consumer<SyncModel> work) {
            requireGoing();
            try {
                work.accept(model);
            } catch (OdooException.NoAccess | OdooException.NotThere e) {
                transactions.write(organization, jdbc -> {
                    SyncIssues.raise(
                            jdbc,
                            organization,
                            SyncIssues.MISSING_MODEL,
                            "model",
                            model.model(),
                            Map.of("reason", String.valueOf(e.getMessage())),
                            clock.instant());
                    return true;
                });
                if (model.required()) {
                    problems.add(String.valueOf(e.getMessage()));
                }
            } catch (NeededFieldsMissing e) {
                transactions.write(organization, jdbc -> {
                    e.fields()
                            .forEach(field -> SyncIssues.raiseOfField(
                                    jdbc, organization, SyncIssues.NEEDED_FIELD, model, field, clock.instant()));
                    return true;
                });
                if (model.required()) {
                    problems.add(String.valueOf(e.getMessage()));
                }
            } catch (OdooException.ReadFailed e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        }

        /** Stores what is read ahead, model by model. */
        private void read(List<SyncModel> models, String purpose, ReadAhead.Window window, boolean followed) {
            List<SyncCursor> cursors =
                    transactions.read(organization, jdbc -> Cursors.load(jdbc, organization, purpose, models));
            List<ReadAhead.Reading> readings = new ArrayList<>();
            for (int i = 0; i < models.size(); i++) {
                readings.add(new ReadAhead.Reading(models.get(i), cursors.get(i), window, followed));
            }
            try (ReadAhead ahead = new ReadAhead(client, access.context(), this::reader, clock::instant, readings)) {
                models.forEach(model -> attempt(model, each -> store(each, ahead)));
            }
        }

        private void store(SyncModel model, ReadAhead ahead) {
            boolean some = false;
            while (true) {
                switch (next(ahead)) {
                    case ReadAhead.Opened window -> watch.begins(model, window.total());
                    case ReadAhead.Read read -> {
                        some |= !read.page().records().isEmpty();
                        store(model, read, read.page().ended() ? refused(model, read.page(), some) : List.of());
                    }
                    case ReadAhead.Failed failed -> throw failed.reason();
                    case ReadAhead.Done done -> {
                        return;
                    }
                }
            }
        }

        /**
         * The fields that Odoo refuses, as a window of the model ends.
         *
         * @param some whether there was any record in it; of none, Odoo refuses nothing, so what was reported is asked about
         */
        private List<String> refused(SyncModel model, Page last, boolean some) {
            if (some || reportedFields.stream().noneMatch(id -> SyncIssues.isOf(model, id))) {
                return last.refused();
            }
            return ReadableFields.ask(client, model.model(), last.fields().readable(model.also()), access.context())
                    .refused();
        }

        private void store(SyncModel model, ReadAhead.Read read, List<String> refused) {
            requireGoing();
            writer.write(model, read.page(), made(read.snapshots()), jdbc -> {
                Cursors.move(jdbc, organization, read.before(), read.after(), clock.instant());
                if (read.page().ended()) {
                    SyncIssues.clear(
                            jdbc, organization, List.of(SyncIssues.MISSING_MODEL), "model", List.of(model.model()));
                    reportFields(jdbc, model, refused);
                }
            });
        }

        private void reportFields(JdbcClient jdbc, SyncModel model, List<String> refused) {
            for (String field : refused) {
                if (!reportedFields.contains(SyncIssues.fieldId(model, field))) {
                    SyncIssues.raiseOfField(
                            jdbc, organization, SyncIssues.FORBIDDEN_FIELD, model, field, clock.instant());
                }
            }
            SyncIssues.clearOfFields(jdbc, organization, model, reportedFields, refused);
        }

        private void requireGoing() {
            if (watch.stopRequested()) {
                throw new Stopped();
            }
        }

        private static List<Snapshot> made(Future<List<Snapshot>> snapshots) {
            try {
                return snapshots.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Stopped();
            } catch (ExecutionException e) {
                throw new IllegalStateException("a page could not be brought into canonical form", e.getCause());
            }
        }

        private static ReadAhead.Step next(ReadAhead ahead) {
            try {
                return ahead.next();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Stopped();
            }
        }

        /** Every open lead, whatever its date: the scoring job changes probabilities without touching write_date. */
        private ReadAhead.Window openLeads() {
            List<Long> won = transactions.read(
                    organization,
                    jdbc -> jdbc.sql("""
                            SELECT record_id FROM odoo_raw_data
                            WHERE organization_id = ? AND model = 'crm.stage' AND is_latest
                              AND document ->> 'is_won' = 'true'
                            ORDER BY record_id
                            """)
                            .param(organization.value())
                            .query(Long.class)
                            .list());
            Domain active = Domain.ALL.and("active", "=", true);
            Domain open = won.isEmpty() ? active : active.and("stage_id", "not in", won);
            return new ReadAhead.Window() {
                @Override
                public Domain of(SyncCursor opened, ModelFields fields) {
                    return open;
                }

                @Override
                public boolean counted(SyncCursor opened) {
                    return true;
                }
            };
        }

        private void deletions(SyncModel model) {
            deletions.check(organization, model, run.confirmed(), clock.instant());
        }

        private void hinted(SyncModel model, boolean shrank) {
            List<Long> ids = run.hints().stream()
                    .filter(hint -> hint.model().equals(model.model()))
                    .map(SyncRun.Hint::id)
                    .sorted()
                    .toList();
            if (ids.isEmpty()) {
                return;
            }
            Page page = reader(model, client.fieldsOf(model.model())).readByIds(ids);
            requireGoing();
            writer.write(model, page, page.snapshots(), jdbc -> {});
            List<Long> found = page.records().stream()
                    .map(record -> record.path("id").longValue())
                    .toList();
            List<Long> missing = ids.stream().filter(id -> !found.contains(id)).toList();
            if (!missing.isEmpty() && !shrank) {
                deletions.gone(model, missing);
            }
        }

        private PageReader reader(SyncModel model, ModelFields fields) {
            return new PageReader(client, model, fields, access.context(), System::nanoTime);
        }

        /** Every model is read from its first record again; unchanged records yield nothing (R5). */
        private void startOver() {
            transactions.write(organization, jdbc -> {
                for (SyncCursor stored : Cursors.load(jdbc, organization, SyncCursor.CHANGES, SyncModel.ALL)) {
                    if (stored.complete()) {
                        Cursors.move(jdbc, organization, stored, stored.startOver(), clock.instant());
                    }
                }
                return true;
            });
        }

        private static SyncModel model(String name) {
            return SyncModel.ALL.stream()
                    .filter(each -> each.model().equals(name))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
