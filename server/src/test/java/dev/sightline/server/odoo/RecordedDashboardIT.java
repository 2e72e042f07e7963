package dev.sightline.server.odoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.ServerTest;
import dev.sightline.server.identity.Role;
import dev.sightline.server.odoo.RecordedFigures.Sum;
import dev.sightline.server.odoo.client.Endpoint;
import dev.sightline.server.odoo.jobs.Job;
import dev.sightline.server.odoo.jobs.Sources;
import dev.sightline.server.odoo.jobs.SyncJobs;
import dev.sightline.server.odoo.jobs.SyncRequest;
import dev.sightline.server.odoo.sync.SyncModel;
import dev.sightline.server.odoo.sync.SyncRun;
import dev.sightline.server.tenancy.Organization;
import dev.sightline.simulator.OdooSimulator;
import dev.sightline.simulator.SimulatorOptions;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Month;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/**
 * The recorded Odoo, read by the connector into the server: what each salesperson is shown over HTTP equals what Odoo itself
 * answered, and what a plain program adds up from the records.
 */
class RecordedDashboardIT extends ServerTest {
    /** The year in which everything in the recording was closed. */
    private static final String YEAR = "2026";

    /** Bytes, and the other records' own side of a reference. */
    private static final Set<String> LEFT_OUT = Set.of("binary", "one2many");

    @Autowired
    private Sources sources;

    @Autowired
    private SyncJobs jobs;

    private final RecordedFigures plain = new RecordedFigures();
    private final JsonNode answers = RecordedFigures.answers();

    @Test
    void whatIsShownEqualsWhatOdooAnswered() throws InterruptedException {
        Organization organization =
                organizations.ensure("recorded", "Recorded Odoo", "USD", ZoneOffset.UTC, Month.JANUARY);
        try (OdooSimulator odoo = OdooSimulator.start(SimulatorOptions.recorded())) {
            sources.connect(
                    organization.id(), new Endpoint(odoo.baseUrl(), odoo.databaseName(), odoo.login(), odoo.apiKey()));
            sync(organization);
            everyRecordIsKept(organization);
            long position = log.lastPosition(organization.id());
            assertThat(position).isPositive();

            sync(organization);
            assertThat(log.lastPosition(organization.id())).isEqualTo(position);
        }
        awaitViews(organization);
        String ceo = signIn(account(organization, Role.CEO));
        for (JsonNode owner : answers.get("open_by_owner")) {
            long user = owner.at("/user_id/0").asLong();
            String token = signIn(
                    account(organization, Role.SALES_REP, "user" + user + "@recorded.test", "user-odoo-" + user));
            theDashboardOf(user, token);
            listed(ceo, "status=open&owner=user-odoo-" + user, count(owner), amount(owner));
        }
        theListsOf(ceo);
        theReportingLines(ceo);
    }

    private void sync(Organization organization) throws InterruptedException {
        UUID id = jobs.request(organization.id(), SyncRequest.of(SyncRun.Kind.INCREMENTAL, "test"))
                .orElseThrow()
                .id();
        assertThat(jobs.awaitIdle(organization.id(), Duration.ofMinutes(2))).isTrue();
        Job job = jobs.find(organization.id(), id).orElseThrow();
        assertThat(job.error()).isNull();
        assertThat(job.state()).isEqualTo("succeeded");
    }

    private void everyRecordIsKept(Organization organization) {
        for (SyncModel model : SyncModel.ALL) {
            Map<Long, JsonNode> kept = new TreeMap<>();
            transactions.read(organization.id(), jdbc -> {
                jdbc.sql("""
                                SELECT record_id, document FROM odoo_raw_data
                                WHERE organization_id = ? AND model = ? AND is_latest AND document IS NOT NULL
                                """)
                        .param(organization.id().value())
                        .param(model.model())
                        .query(row -> {
                            kept.put(row.getLong("record_id"), json.readTree(row.getString("document")));
                        });
                return true;
            });
            Map<Long, JsonNode> recorded = new TreeMap<>();
            RecordedFigures.records(model.model())
                    .forEach(record -> recorded.put(record.get("id").asLong(), record));
            assertThat(kept.keySet()).as(model.model()).isEqualTo(recorded.keySet());
            JsonNode fields = RecordedFigures.fields(model.model());
            recorded.forEach((id, record) -> record.properties().forEach(field -> {
                if (LEFT_OUT.contains(fields.at("/" + field.getKey() + "/type").asString())) {
                    return;
                }
                JsonNode value = Objects.requireNonNull(kept.get(id)).get(field.getKey());
                assertThat(value)
                        .as("%s %s: %s is kept", model.model(), id, field.getKey())
                        .isNotNull();
                assertThat(bare(value))
                        .as("%s %s: %s", model.model(), id, field.getKey())
                        .isEqualTo(bare(field.getValue()));
            }));
        }
    }

    /** A many2one is {@code [id, name]} or the bare id; a list of ids is a set; 5 is 5.0. */
    private static Object bare(JsonNode value) {
        if (value.isArray()) {
            return value.size() == 2 && value.get(1).isString()
                    ? bare(value.get(0))
                    : value.valueStream()
                            .map(RecordedDashboardIT::bare)
                            .sorted()
                            .toList();
        }
        return value.isNumber() ? value.decimalValue().stripTrailingZeros().toPlainString() : value.toString();
    }

    private void theDashboardOf(long user, String token) {
        Predicate<JsonNode> own = RecordedFigures.has("user_id", user);
        JsonNode now = get("/api/v2/dashboard?scope=mine", token).body();
        JsonNode year =
                get("/api/v2/dashboard?scope=mine&period=" + YEAR, token).body();
        JsonNode open = answer("open_by_owner", "user_id", user);
        JsonNode won = answer("won_by_owner", "user_id", user);
        JsonNode lost = answer("lost_by_owner", "user_id", user);

        Sum plainOpen = plain.open(own);
        equal(now.at("/kpis/pipeline/value"), amount(open), plainOpen.amount());
        equal(now.at("/kpis/open/value"), BigDecimal.valueOf(count(open)), BigDecimal.valueOf(plainOpen.count()));
        equal(now.at("/kpis/weighted/value"), plainOpen.weighted(), plainOpen.weighted());
        Sum plainWon = plain.won(own);
        equal(year.at("/kpis/won/value"), amount(won), plainWon.amount());
        equal(year.at("/kpis/win_rate/won"), BigDecimal.valueOf(count(won)), BigDecimal.valueOf(plainWon.count()));
        equal(
                year.at("/kpis/win_rate/lost"),
                BigDecimal.valueOf(count(lost)),
                BigDecimal.valueOf(plain.lost(own).count()));

        Map<String, String> shown = new TreeMap<>();
        now.get("stages").forEach(stage -> {
            if (stage.get("count").asLong() > 0) {
                shown.put(
                        stage.get("stage_id").asString(),
                        text(stage.get("count").asInt(), decimal(stage, "amount")));
            }
        });
        Map<String, String> answered = new TreeMap<>();
        Map<String, String> computed = new TreeMap<>();
        for (JsonNode row : answers.get("open_by_owner_and_stage")) {
            if (row.at("/user_id/0").asLong() == user) {
                long stage = row.at("/stage_id/0").asLong();
                answered.put("odoo-" + stage, text(count(row), amount(row)));
                Sum sum = plain.open(own.and(RecordedFigures.has("stage_id", stage)));
                computed.put("odoo-" + stage, text(sum.count(), sum.amount()));
            }
        }
        assertThat(shown).as("by stage, of user %s", user).isEqualTo(answered).isEqualTo(computed);
        listed(token, "scope=mine&status=open", count(open), amount(open));
        listed(token, "scope=mine&status=won&period=" + YEAR, count(won), amount(won));
        listed(token, "scope=mine&status=lost&period=" + YEAR, count(lost), amount(lost));
    }

    private void theListsOf(String ceo) {
        for (JsonNode team : answers.get("open_by_team")) {
            long id = team.at("/team_id/0").asLong();
            listed(ceo, "status=open&team=odoo-" + id, count(team), amount(team));
            assertThat(plain.open(RecordedFigures.has("team_id", id)).amount()).isEqualByComparingTo(amount(team));
        }
        Map<String, String> answered = new TreeMap<>();
        for (JsonNode account : answers.get("open_by_account")) {
            JsonNode reference = account.get("partner_id");
            long id = reference.isArray() ? reference.get(0).asLong() : 0;
            Sum sum = plain.open(RecordedFigures.has("partner_id", id));
            assertThat(text(sum.count(), sum.amount())).isEqualTo(text(count(account), amount(account)));
            answered.put(id == 0 ? "none" : "odoo-" + id, text(count(account), amount(account)));
            if (id != 0) {
                listed(ceo, "status=open&account=odoo-" + id, count(account), amount(account));
            }
        }
        Map<String, Sum> shown = new TreeMap<>();
        JsonNode open = get("/api/v2/opportunities?status=open&limit=200", ceo).body();
        assertThat(open.get("next_cursor").isNull()).isTrue();
        open.get("items").forEach(item -> {
            JsonNode account = item.get("account");
            shown.merge(
                    account.isNull() ? "none" : account.get("id").asString(),
                    new Sum(1, decimal(item, "amount"), decimal(item, "weighted")),
                    Sum::plus);
        });
        Map<String, String> listed = new TreeMap<>();
        shown.forEach((account, sum) -> listed.put(account, text(sum.count(), sum.amount())));
        assertThat(listed).as("by account").isEqualTo(answered);
        assertThat(get("/api/v2/opportunities?kind=lead&status=all&limit=1", ceo)
                        .body()
                        .at("/totals/count")
                        .asInt())
                .isEqualTo(answers.get("leads").asInt());
    }

    private void theReportingLines(String ceo) {
        Map<Long, String> people = new TreeMap<>();
        Map<String, String> answered = new TreeMap<>();
        for (JsonNode line : answers.get("reporting")) {
            people.put(
                    line.get("employee").asLong(),
                    line.get("user").isNumber()
                            ? "user-odoo-" + line.get("user").asLong()
                            : "employee-odoo-" + line.get("employee").asLong());
        }
        for (JsonNode line : answers.get("reporting")) {
            JsonNode manager = line.get("manager");
            answered.put(
                    Objects.requireNonNull(people.get(line.get("employee").asLong())),
                    manager.isNumber() ? Objects.requireNonNull(people.get(manager.asLong())) : "nobody");
        }
        Map<String, String> shown = new TreeMap<>();
        Map<String, String> others = new TreeMap<>();
        get("/api/v2/users/hierarchy", ceo).body().get("people").forEach(person -> {
            String id = person.get("user_id").asString();
            JsonNode manager = person.get("manager_id");
            (answered.containsKey(id) ? shown : others).put(id, manager.isNull() ? "nobody" : manager.asString());
        });
        assertThat(shown).isEqualTo(answered);
        assertThat(others.values()).as("users without an employee: %s", others).allMatch("nobody"::equals);
    }

    private void listed(String token, String query, int count, BigDecimal amount) {
        JsonNode totals =
                get("/api/v2/opportunities?limit=1&" + query, token).body().get("totals");
        assertThat(text(totals.get("count").asInt(), decimal(totals, "amount")))
                .as(query)
                .isEqualTo(text(count, amount));
    }

    private static void equal(JsonNode shown, BigDecimal answered, BigDecimal computed) {
        assertThat(shown.decimalValue()).isEqualByComparingTo(answered).isEqualByComparingTo(computed);
    }

    /** Odoo groups: who has none is not in its answer. */
    private JsonNode answer(String question, String field, long id) {
        for (JsonNode row : answers.get(question)) {
            if (row.at("/" + field + "/0").asLong() == id) {
                return row;
            }
        }
        return json.createObjectNode().put("count", 0).put("expected_revenue", 0);
    }

    private static int count(JsonNode answer) {
        return answer.get("count").asInt();
    }

    private static BigDecimal amount(JsonNode answer) {
        return decimal(answer, "expected_revenue");
    }

    private static BigDecimal decimal(JsonNode node, String field) {
        return node.get(field).decimalValue();
    }

    private static String text(int count, BigDecimal amount) {
        return count + " of "
                + (amount.signum() == 0 ? "0" : amount.stripTrailingZeros().toPlainString());
    }
}
