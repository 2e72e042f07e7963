package dev.sightline.server.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.catalog.HrmEvent;
import dev.sightline.catalog.HrmEvent.UserCreated;
import dev.sightline.catalog.HrmEvent.UserDetails;
import dev.sightline.eventstore.EventStore;
import dev.sightline.eventstore.seal.Sealer;
import dev.sightline.eventstore.testkit.TestEvents;
import dev.sightline.server.ServerTest;
import dev.sightline.server.identity.Role;
import dev.sightline.server.ingest.SealedFacts;
import dev.sightline.server.platform.SightlineSettings;
import dev.sightline.server.platform.Verb;
import dev.sightline.server.tenancy.Organization;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;

/** {@code dump} and {@code verify} as an auditor calls them. */
class SealedLogIT extends ServerTest {
    @Autowired
    private DumpVerb dump;

    @Autowired
    private VerifyVerb verify;

    @Autowired
    private EventStore store;

    @Autowired
    private DataSource database;

    @Autowired
    private SightlineSettings settings;

    @Autowired
    private SealedFacts facts;

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Organization organization;
    private Path file;

    @BeforeEach
    void aSealedLog() {
        organization = organization();
        file = folder.resolve("log.txt");
        append("tag/a");
        new Sealer(database, SealKey.load(settings), Clock.systemUTC()).seal(organization.id());
        append("tag/b");
    }

    private void append(String stream) {
        store.append(
                organization.id(),
                List.of(TestEvents.append(
                        stream,
                        TestEvents.event("crm.tag.deleted", "{}"),
                        TestEvents.event("crm.lost_reason.deleted", "{}"))));
    }

    private int run(Verb verb, String... words) throws IOException {
        out.reset();
        err.reset();
        return verb.run(
                List.of(words),
                new Verb.Streams(
                        new ByteArrayInputStream(new byte[0]),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8)));
    }

    private int dump() throws IOException {
        return run(dump, file.toString(), "--organization", organization.slug());
    }

    private String publicKey() {
        return settings.home().resolve("keys").resolve("seal.pub.pem").toString();
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String complained() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aDumpVerifiesAndSaysHowFar() throws IOException {
        assertThat(dump()).as(complained()).isZero();
        assertThat(said()).contains("Wrote 4 events of " + organization.slug());

        assertThat(run(verify, file.toString(), "--key", publicKey()))
                .as(complained())
                .isZero();

        assertThat(said()).startsWith("Sound up to position 2 (1 seals").contains("2 later events are not sealed yet");
        String seal = said().replaceAll("(?s).*named ([0-9a-f]{64}).*", "$1");
        assertThat(run(verify, file.toString(), "--key", publicKey(), "--noted", seal))
                .isZero();
        assertThat(run(verify, file.toString(), "--key", publicKey(), "--noted", "ab".repeat(32)))
                .isEqualTo(3);
    }

    @Test
    void aChangedDumpIsRefusedAtThePosition() throws IOException {
        dump();
        Files.writeString(
                file, Files.readString(file).replaceFirst("crm\\.lost_reason\\.deleted", "crm.lost_reason.updated"));

        assertThat(run(verify, file.toString(), "--key", publicKey())).isEqualTo(3);

        assertThat(complained())
                .contains("first at position 2: the event at position 2 is not the one that was sealed");
    }

    @Test
    void forgettingSomebodyChangesNoEventAndNoSeal() throws IOException {
        HrmEvent created = new UserCreated(
                new UserDetails("Zzmarker", "zzmarker", "zzmarker@example.com", true, true, null, List.of(), null));
        facts.append(organization.id(), "user/odoo-6", Instant.EPOCH, created);
        Sealer sealer = new Sealer(database, SealKey.load(settings), Clock.systemUTC());
        sealer.seal(organization.id());
        dump();
        List<String> before = Files.readAllLines(file);
        assertThat(before).noneMatch(line -> line.toLowerCase(Locale.ROOT).contains("zzmarker"));
        assertThat(run(verify, file.toString(), "--key", publicKey())).isZero();
        String noted = said().replaceAll("(?s).*named ([0-9a-f]{64}).*", "$1");

        Response forgotten = post(
                "/api/v2/privacy/people/user-odoo-6/forget",
                "{\"reason\": \"asked for it\", \"confirm\": \"user-odoo-6\"}",
                signIn(account(organization, Role.ADMIN)));

        assertThat(forgotten.status()).as(forgotten.text()).isEqualTo(200);
        sealer.seal(organization.id());
        file = folder.resolve("after.txt");
        dump();
        assertThat(run(verify, file.toString(), "--key", publicKey(), "--noted", noted))
                .as(complained())
                .isZero();
        List<String> events = before.stream()
                .filter(line -> line.contains("hrm.user.created"))
                .toList();
        assertThat(events).hasSize(1);
        assertThat(Files.readAllLines(file)).containsAll(events);
    }

    @Test
    void wrongUseIsSaidPlainly() throws IOException {
        dump();

        assertThat(dump()).isEqualTo(1);
        assertThat(complained()).contains("exists already");
        assertThat(run(dump, folder.resolve("x").toString(), "--organization", "nobody"))
                .isEqualTo(1);
        assertThat(complained()).contains("there is no organisation nobody");
        assertThat(run(verify, folder.resolve("none").toString(), "--key", publicKey()))
                .isEqualTo(1);
        assertThat(complained()).contains("cannot be read");
        assertThat(run(verify, publicKey(), "--key", publicKey())).isEqualTo(3);
        assertThat(complained()).contains("this is not a whole dump");
        assertThatThrownBy(() -> run(verify, file.toString())).hasMessageContaining("--key is required");
        assertThatThrownBy(() -> run(verify, file.toString(), "--key", file.toString()))
                .hasMessageContaining("is not the PEM file of an Ed25519 public key");
        assertThatThrownBy(() -> run(verify, "--key", publicKey())).hasMessageContaining("name the dump to check");
        assertThatThrownBy(() -> run(dump)).hasMessageContaining("name the file to write");
    }
}
