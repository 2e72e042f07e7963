package dev.sightline.server.operations;

import dev.sightline.eventstore.projection.AsOf;
import dev.sightline.eventstore.projection.Projection;
import dev.sightline.server.platform.AuditEntry;
import dev.sightline.server.platform.AuditLog;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.Moment;
import dev.sightline.server.platform.Verb;
import dev.sightline.server.platform.Words;
import dev.sightline.server.tenancy.Organization;
import dev.sightline.server.tenancy.Organizations;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.postgresql.PGConnection;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** {@code as-of PROJECTION}: a table of the views as it was, as CSV. */
@Component
class AsOfVerb implements Verb {
    private final ObjectProvider<Projections> projections;
    private final ObjectProvider<AsOf> asOf;
    private final ObjectProvider<Organizations> organizations;
    private final ObjectProvider<AuditLog> audit;

    AsOfVerb(
            ObjectProvider<Projections> projections,
            ObjectProvider<AsOf> asOf,
            ObjectProvider<Organizations> organizations,
            ObjectProvider<AuditLog> audit) {
        this.projections = projections;
        this.asOf = asOf;
        this.organizations = organizations;
        this.audit = audit;
    }

    @Override
    public String name() {
        return "as-of";
    }

    @Override
    public String usage() {
        return """
                as-of PROJECTION FILE --at WHEN --table TABLE [--organization SLUG]

                Writes the table's rows as they were to FILE (CSV), which must not exist. WHEN is a day such as 2026-03-31 (its
                end, in the organisation's zone), an instant such as 2026-03-31T12:00:00Z, or a position of the event log. Applies
                the events up to then anew, which may take minutes; nothing that serves is touched.""";
    }

    @Override
    public int run(List<String> arguments, Streams streams) throws IOException {
        Words words = new Words(arguments);
        String when = required(words, "--at");
        String table = required(words, "--table");
        String slug = words.option("--organization");
        String name = words.next("name the projection");
        Path file = Path.of(words.next("name the file to write"));
        words.end();
        Optional<Projection> projection = projections.getObject().all().stream()
                .filter(each -> each.name().equals(name))
                .findFirst();
        if (projection.isEmpty() || !projection.get().tables().contains(table)) {
            streams.err()
                    .println("sightline: "
                            + projection
                                    .map(each -> name + " has no table " + table + ", only "
                                            + String.join(", ", each.tables()))
                                    .orElse("there is no projection " + name));
            return 1;
        }
        Organizations all = organizations.getObject();
        Optional<Organization> organization = slug == null ? Optional.of(all.own()) : all.bySlug(slug);
        if (organization.isEmpty()) {
            streams.err().println("sightline: there is no organisation " + slug);
            return 1;
        }
        long position = position(when, organization.get());
        audit.getObject()
                .record(
                        organization.get().id(),
                        AuditEntry.of("projection.shown_as_of", Caller.program("command line"))
                                .on("projection", name, null)
                                .detail(table + " as of position " + position));
        try (BufferedWriter out =
                Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW)) {
            long rows = asOf.getObject()
                    .at(projection.get(), organization.get().id(), position, view -> copy(view, table, out));
            streams.out().println("Wrote " + rows + " rows as of position " + position + " to " + file + ".");
            return 0;
        } catch (FileAlreadyExistsException e) {
            streams.err().println("sightline: " + file + " exists already; name another file");
            return 1;
        }
    }

    private static String required(Words words, String option) {
        String value = words.option(option);
        if (value == null) {
            throw new UsageException(option + " is required");
        }
        return value;
    }

    private long position(String when, Organization organization) {
        return switch (Moment.parse(when)) {
            case Moment.Position(long position) -> position;
            case Moment.At(Instant time) -> asOf.getObject().position(organization.id(), time);
            case Moment.EndOf(LocalDate day) ->
                asOf.getObject().position(organization.id(), Moment.endOf(day, organization.zone()));
            case null -> throw new UsageException("--at is a day, an instant or a position, not '" + when + "'");
        };
    }

    /** @param table one of the projection's own, so a plain name */
    private static long copy(Connection view, String table, Writer out) throws SQLException {
        try {
            return view.unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyOut("COPY (SELECT * FROM " + table + ") TO STDOUT (FORMAT csv, HEADER)", out);
        } catch (IOException e) {
            throw new UncheckedIOException("the rows cannot be written: " + e.getMessage(), e);
        }
    }
}
