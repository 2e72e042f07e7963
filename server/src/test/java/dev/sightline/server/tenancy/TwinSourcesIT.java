package dev.sightline.server.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.ServerTest;
import dev.sightline.server.identity.Role;
import dev.sightline.server.odoo.client.Endpoint;
import dev.sightline.server.odoo.jobs.Sources;
import dev.sightline.simulator.OdooSimulator;
import dev.sightline.simulator.Records;
import dev.sightline.simulator.SimulatorOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** R4: two organisations that each read an Odoo of their own, in which every record has the same number. */
class TwinSourcesIT extends ServerTest {
    private static final int ALL = 200;
    private static final List<String> MARKED = List.of("crm.lead", "res.partner", "res.users", "crm.team");

    @Autowired
    private Sources sources;

    private final Map<Organization, OdooSimulator> read = new LinkedHashMap<>();

    @AfterEach
    void end() {
        read.forEach((organization, odoo) -> {
            sources.disconnect(organization.id());
            String token = signIn(account(organization, Role.ADMIN));
            await(
                    "no sync runs",
                    () -> get("/api/v2/sync", token).body().get("running").isNull());
            odoo.close();
        });
    }

    @Test
    void what_two_sources_number_alike_stays_apart() {
        Organization alpha = organization();
        Organization omega = organization();
        String first = connect(alpha, "ALPHA");
        String second = connect(omega, "OMEGA");
        awaitRead(alpha, first);
        awaitRead(omega, second);

        for (String list : List.of("opportunities?status=all&limit=" + ALL, "accounts?limit=" + ALL)) {
            List<String> ids = ids(list, first);
            assertThat(ids).as(list).hasSizeGreaterThan(3).isEqualTo(ids(list, second));
            String path = "/api/v2/" + list.split("\\?", 2)[0] + "/" + ids.getFirst();
            apart(path, first, second);
            apart("/api/v2/" + list, first, second);
        }
        for (String view :
                List.of("dashboard", "activities", "users/hierarchy", "audit", "sync", "sync/jobs", "sync/issues")) {
            assertThat(get("/api/v2/" + view, first).text()).as(view).doesNotContain("OMEGA");
            assertThat(get("/api/v2/" + view, second).text()).as(view).doesNotContain("ALPHA");
        }
        apart("/api/v2/users/hierarchy", first, second);

        // A record that only one of them changes.
        Records leads = Objects.requireNonNull(read.get(omega)).records("crm.lead");
        int lead = leads.ids()[0];
        leads.write(lead, Map.of("name", "Changed in one alone"));
        String job = "/api/v2/sync/jobs/"
                + post("/api/v2/sync", "{}", second).body().at("/job/id").asString();
        await(
                "the change is read",
                () -> get(job, second).body().get("state").asString().equals("succeeded"));
        awaitViews(omega);
        assertThat(get("/api/v2/opportunities/odoo-" + lead, second).text()).contains("Changed in one alone");
        assertThat(get("/api/v2/opportunities/odoo-" + lead, first).text())
                .contains("ALPHA")
                .doesNotContain("Changed in one alone");
        assertThat(get(job, first).status()).isEqualTo(404);
    }

    private void apart(String path, String first, String second) {
        assertThat(get(path, first).text()).as(path).contains("ALPHA").doesNotContain("OMEGA");
        assertThat(get(path, second).text()).as(path).contains("OMEGA").doesNotContain("ALPHA");
    }

    private List<String> ids(String list, String token) {
        return get("/api/v2/" + list, token)
                .body()
                .get("items")
                .valueStream()
                .map((JsonNode item) -> item.get("id").asString())
                .sorted()
                .toList();
    }

    /** Answers an administrator's token. */
    private String connect(Organization organization, String mark) {
        OdooSimulator odoo = OdooSimulator.start(SimulatorOptions.recorded());
        read.put(organization, odoo);
        for (String model : MARKED) {
            for (int id : odoo.records(model).ids()) {
                odoo.records(model).write(id, Map.of("name", mark + " " + id));
            }
        }
        sources.connect(
                organization.id(), new Endpoint(odoo.baseUrl(), odoo.databaseName(), odoo.login(), odoo.apiKey()));
        return signIn(account(organization, Role.ADMIN));
    }

    private void awaitRead(Organization organization, String token) {
        await(
                "everything is read",
                () -> !get("/api/v2/sync", token).body().get("last_success_at").isNull());
        await(
                "no sync runs",
                () -> get("/api/v2/sync", token).body().get("running").isNull());
        awaitViews(organization);
    }
}
