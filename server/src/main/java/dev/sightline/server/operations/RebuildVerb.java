package dev.sightline.server.operations;

import dev.sightline.eventstore.projection.Edition;
import dev.sightline.eventstore.projection.EditionAnswer;
import dev.sightline.eventstore.projection.EditionDiff;
import dev.sightline.eventstore.projection.EditionStatus;
import dev.sightline.eventstore.projection.Editions;
import dev.sightline.eventstore.projection.Editions.DiffAnswer;
import dev.sightline.eventstore.projection.ProjectionEngine;
import dev.sightline.server.platform.AuditEntry;
import dev.sightline.server.platform.AuditLog;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.Verb;
import dev.sightline.server.platform.Words;
import dev.sightline.server.tenancy.Organization;
import dev.sightline.server.tenancy.Organizations;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** {@code rebuild PROJECTION}: a rebuild beside what serves, for whoever looks after the machine. */
@Component
class RebuildVerb implements Verb {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);
    private static final int SAMPLES = 5;

    private final ObjectProvider<Projections> projections;
    private final ObjectProvider<Editions> editions;
    private final ObjectProvider<ProjectionEngine> engine;
    private final ObjectProvider<Organizations> organizations;
    private final ObjectProvider<AuditLog> audit;

    RebuildVerb(
            ObjectProvider<Projections> projections,
            ObjectProvider<Editions> editions,
            ObjectProvider<ProjectionEngine> engine,
            ObjectProvider<Organizations> organizations,
            ObjectProvider<AuditLog> audit) {
        this.projections = projections;
        this.editions = editions;
        this.engine = engine;
        this.organizations = organizations;
        this.audit = audit;
    }

    @Override
    public String name() {
        return "rebuild";
    }

    @Override
    public String usage() {
        return """
                rebuild PROJECTION            begin to build its views anew beside those that serve
                rebuild PROJECTION --wait     the same where it has not begun, and work at it here until it has caught up
                rebuild PROJECTION --status   how far the editions are
                rebuild PROJECTION --diff     in what the new rows differ from those that serve
                rebuild PROJECTION --promote  let the new rows serve; the old ones are kept
                rebuild PROJECTION --restore  let the old rows serve again
                rebuild PROJECTION --drop     forget the new rows, or where there are none, the old ones

                A running server builds too. Ends with 3 where the rows differ, 1 where something cannot be done.""";
    }

    @Override
    public int run(List<String> arguments, Streams streams) {
        Words words = new Words(arguments);
        String wish = "begin";
        for (String each : List.of("wait", "status", "diff", "promote", "restore", "drop")) {
            if (words.flag("--" + each)) {
                if (!wish.equals("begin")) {
                    throw new UsageException("--" + wish + " and --" + each + " do not go together");
                }
                wish = each;
            }
        }
        String name = words.next("name the projection");
        words.end();
        List<String> known = projections.getObject().names();
        if (!known.contains(name)) {
            streams.err().println("sightline: there is no projection " + name + ", only " + String.join(", ", known));
            return 1;
        }
        Editions all = editions.getObject();
        return switch (wish) {
            case "wait" -> awaitCaughtUp(all, name, streams);
            case "status" -> status(all, name, streams);
            case "diff" -> diff(all, name, streams);
            case "promote" -> say("promoted", name, all.promote(name, PATIENCE), streams);
            case "restore" -> say("restored", name, all.restore(name, PATIENCE), streams);
            case "drop" -> drop(all, name, streams);
            default -> say("rebuild_begun", name, all.begin(name), streams);
        };
    }

    private int awaitCaughtUp(Editions all, String name, Streams streams) {
        if (all.status(name, Edition.NEXT).isEmpty()) {
            int begun = say("rebuild_begun", name, all.begin(name), streams);
            if (begun != 0) {
                return begun;
            }
        }
        boolean working = false;
        while (true) {
            Optional<EditionStatus> status = all.status(name, Edition.NEXT);
            if (status.isEmpty()) {
                streams.err().println("sightline: the edition was promoted or dropped meanwhile");
                return 1;
            }
            streams.out().println(describe(status.get()));
            if (status.get().outdated()) {
                return 1;
            }
            if (status.get().otherVersion()) {
                streams.err()
                        .println("sightline: only servers of that version add to it; for this program's rows"
                                + " drop it (rebuild " + name + " --drop) and begin anew");
                return 1;
            }
            if (status.get().lagEvents() == 0) {
                return 0;
            }
            if (!working) {
                engine.getObject().start();
                working = true;
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }

    private static int status(Editions all, String name, Streams streams) {
        for (Edition edition : List.of(Edition.NEXT, Edition.PREVIOUS)) {
            streams.out()
                    .println(
                            all.status(name, edition).map(RebuildVerb::describe).orElse(edition.label() + ": none"));
        }
        return 0;
    }

    private static String describe(EditionStatus status) {
        Duration left = status.left();
        String pace;
        if (status.lagEvents() == 0) {
            pace = "caught up";
        } else {
            pace = String.format(
                    Locale.ROOT,
                    "%,d events to go, %,.0f a second, %s",
                    status.lagEvents(),
                    status.eventsPerSecond(),
                    left == null ? "standing still" : "about " + left.toSeconds() + " s left");
        }
        long parked = status.organizations().stream()
                .mapToLong(EditionStatus.Standing::parked)
                .sum();
        return status.edition().label() + ": " + pace
                + (parked == 0 ? "" : ", " + parked + " events parked")
                + (status.otherVersion() ? ", begun by another version of the program (" + status.version() + ")" : "")
                + (status.outdated() ? ", outdated by an update and emptied: it can only be dropped" : "");
    }

    private int diff(Editions all, String name, Streams streams) {
        boolean same = true;
        Edition edition = all.status(name, Edition.NEXT).isPresent() ? Edition.NEXT : Edition.PREVIOUS;
        for (Organization organization : organizations.getObject().all()) {
            switch (all.diff(name, edition, organization.id(), SAMPLES)) {
                case DiffAnswer.NotCompared(var why) -> {
                    return refuse(why, streams);
                }
                case DiffAnswer.Compared(var diff) -> {
                    same &= diff.same();
                    print(organization, edition, diff, streams);
                }
            }
        }
        return same ? 0 : 3;
    }

    private static void print(Organization organization, Edition edition, EditionDiff diff, Streams streams) {
        streams.out()
                .printf(
                        "%s at position %d: %s%n",
                        organization.slug(), diff.position(), diff.same() ? "all rows are the same" : "rows differ");
        for (EditionDiff.Table table : diff.tables()) {
            if (!table.same()) {
                streams.out()
                        .printf(
                                "  %s: %d of %d rows only in what serves, %d of %d only in the %s edition%n",
                                table.name(),
                                table.onlyServing(),
                                table.servingRows(),
                                table.onlyEdition(),
                                table.editionRows(),
                                edition.label());
                table.servingSamples().forEach(row -> streams.out().println("    - " + row));
                table.editionSamples().forEach(row -> streams.out().println("    + " + row));
            }
        }
    }

    private int drop(Editions all, String name, Streams streams) {
        Edition edition = all.status(name, Edition.NEXT).isPresent() ? Edition.NEXT : Edition.PREVIOUS;
        return say(edition.label() + "_dropped", name, all.drop(name, edition), streams);
    }

    private int say(String what, String name, EditionAnswer answer, Streams streams) {
        if (answer instanceof EditionAnswer.Refused refused) {
            return refuse(refused, streams);
        }
        audit.getObject()
                .record(
                        organizations.getObject().own().id(),
                        AuditEntry.of("projection." + what, Caller.program("command line"))
                                .on("projection", name, null));
        streams.out().println(name + ": " + what.replace('_', ' '));
        return 0;
    }

    private static int refuse(EditionAnswer.Refused refused, Streams streams) {
        streams.err().println("sightline: " + refused.detail());
        return 1;
    }
}
