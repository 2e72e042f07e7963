package dev.sightline.server.operations;

import dev.sightline.eventstore.EventStore;
import dev.sightline.eventstore.seal.LogDump;
import dev.sightline.server.platform.AuditEntry;
import dev.sightline.server.platform.AuditLog;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.Verb;
import dev.sightline.server.platform.Words;
import dev.sightline.server.tenancy.Organization;
import dev.sightline.server.tenancy.Organizations;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** {@code dump FILE}: an organisation's log with its seals as text, for {@code verify} and for safekeeping. */
@Component
class DumpVerb implements Verb {
    private final ObjectProvider<DataSource> database;
    private final ObjectProvider<EventStore> store;
    private final ObjectProvider<Organizations> organizations;
    private final ObjectProvider<AuditLog> audit;

    DumpVerb(
            ObjectProvider<DataSource> database,
            ObjectProvider<EventStore> store,
            ObjectProvider<Organizations> organizations,
            ObjectProvider<AuditLog> audit) {
        this.audit = audit;
        this.database = database;
        this.store = store;
        this.organizations = organizations;
    }

    @Override
    public String name() {
        return "dump";
    }

    @Override
    public String usage() {
        return """
                dump FILE [--organization SLUG]

                Writes the organisation's event log and its seals to FILE, which must not exist. Also while a server runs.""";
    }

    @Override
    public int run(List<String> arguments, Streams streams) throws IOException {
        Words words = new Words(arguments);
        String slug = words.option("--organization");
        Path file = Path.of(words.next("name the file to write"));
        words.end();
        Organizations all = organizations.getObject();
        Optional<Organization> organization = slug == null ? Optional.of(all.own()) : all.bySlug(slug);
        if (organization.isEmpty()) {
            streams.err().println("sightline: there is no organisation " + slug);
            return 1;
        }
        try (BufferedWriter out =
                Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW)) {
            long last = LogDump.write(
                    database.getObject(), store.getObject(), organization.get().id(), out);
            audit.getObject()
                    .record(
                            organization.get().id(),
                            AuditEntry.of("log.dumped", Caller.program("command line"))
                                    .detail("up to position " + last));
            streams.out()
                    .println(
                            "Wrote " + last + " events of " + organization.get().slug() + " to " + file + ".");
            return 0;
        } catch (FileAlreadyExistsException e) {
            streams.err().println("sightline: " + file + " exists already; name another file");
            return 1;
        } catch (IOException e) {
            streams.err().println("sightline: " + file + " cannot be written: " + e.getMessage());
            return 1;
        }
    }
}
