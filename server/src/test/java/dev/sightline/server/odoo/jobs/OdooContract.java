package dev.sightline.server.odoo.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.server.odoo.client.Domain;
import dev.sightline.server.odoo.client.Endpoint;
import dev.sightline.server.odoo.client.Limits;
import dev.sightline.server.odoo.client.ModelFields;
import dev.sightline.server.odoo.client.OdooClient;
import dev.sightline.server.odoo.client.OdooException;
import dev.sightline.server.odoo.sync.Counts;
import dev.sightline.server.odoo.sync.SyncModel;
import dev.sightline.server.odoo.sync.SyncRun;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * What the connector counts on, of whatever Odoo. Only reads; knows nothing of the records there. The Odoo should be at
 * rest meanwhile, for what is written between two reads is seen by the second.
 */
abstract class OdooContract {
    private static final int PAGE = 7;
    private static final int PAGES = 20;

    private Endpoint endpoint;
    private OdooClient client;

    /** Where to ask; may throw a failed assumption. */
    abstract Endpoint endpoint();

    @BeforeEach
    void connect() {
        endpoint = endpoint();
        client = OdooClient.connect(endpoint, Limits.DEFAULT);
    }

    @AfterEach
    void disconnect() {
        if (client != null) {
            client.close();
        }
    }

    static Stream<SyncModel> models() {
        return SyncModel.ALL.stream();
    }

    @Test
    void theVersionChoosesTheProtocol() {
        assertThat(client.version().major()).isBetween(16, 99);
        assertThat(client.version().text())
                .startsWith(Integer.toString(client.version().major()));
        assertThat(client.protocol()).isEqualTo(client.version().major() >= 19 ? "JSON-2" : "JSON-RPC");
    }

    @Test
    void theSignedInUserIsTheOneOfTheLogin() {
        assertThat(client.uid()).isPositive();
        List<JsonNode> users = client.searchRead(
                "res.users", Domain.ALL.and("id", "=", client.uid()), List.of("login", "company_ids"), 1, Map.of());
        assertThat(users).singleElement().satisfies(user -> {
            assertThat(user.path("login").asString()).isEqualTo(endpoint.login());
            assertThat(user.path("company_ids").isArray()).isTrue();
            assertThat(user.path("company_ids").isEmpty()).isFalse();
        });
    }

    @ParameterizedTest
    @MethodSource("models")
    void eachModelIsReadInTheTypesItDescribes(SyncModel model) {
        ModelFields fields;
        try {
            fields = client.fieldsOf(model.model());
        } catch (OdooException.NotThere | OdooException.NoAccess e) {
            // Its app may not be installed; what is needed must be there.
            assertThat(model.required()).as(e.getMessage()).isFalse();
            return;
        }
        assertThat(fields.typeOf("id")).isEqualTo("integer");
        assertThat(fields.typeOf("write_date")).isEqualTo("datetime");
        List<String> names = fields.readable(model.also());
        assertThat(names).contains("write_date", "create_date").isSorted();

        List<JsonNode> records = client.searchRead(model.model(), Domain.ALL, names, PAGE, Map.of());

        assertThat(records).hasSize((int) Math.min(PAGE, client.count(model.model(), Domain.ALL, Map.of())));
        for (JsonNode record : records) {
            for (String name : names) {
                assertThat(record.has(name)).as(name).isTrue();
                assertThat(fits(fields.typeOf(name), record.path(name)))
                        .as("%s.%s, said to be %s", model.model(), name, fields.typeOf(name))
                        .isTrue();
            }
        }
    }

    /** Null is {@code false}, whatever the type. */
    private static boolean fits(String type, JsonNode value) {
        if (value.isBoolean()) {
            return type.equals("boolean") || !value.booleanValue();
        }
        return switch (type) {
            case "integer", "many2one_reference" -> value.isIntegralNumber();
            case "float", "monetary" -> value.isNumber();
            case "many2one" ->
                value.isIntegralNumber()
                        || (value.size() == 2
                                && value.path(0).isIntegralNumber()
                                && value.path(1).isString());
            case "many2many", "one2many" -> value.isArray();
            case "date" -> value.isString() && value.stringValue().matches("\\d{4}-\\d\\d-\\d\\d");
            case "datetime" ->
                value.isString() && value.stringValue().matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d");
            case "char", "text", "html" -> value.isString();
            case "selection" -> value.isString() || value.isIntegralNumber();
            default -> true;
        };
    }

    @ParameterizedTest
    @MethodSource("models")
    void pagesFollowEachOtherWithoutGapOrRepeat(SyncModel model) {
        List<Long> whole;
        try {
            whole = client.searchIds(model.model(), Domain.ALL, PAGE * PAGES, Map.of());
        } catch (OdooException.NotThere | OdooException.NoAccess e) {
            assertThat(model.required()).as(e.getMessage()).isFalse();
            return;
        }
        List<Long> paged = new ArrayList<>();
        for (int page = 0; page < PAGES; page++) {
            long last = paged.isEmpty() ? 0 : paged.getLast();
            List<JsonNode> records = client.searchRead(
                    model.model(), Domain.ALL.and("id", ">", last), List.of("write_date"), PAGE, Map.of());
            if (records.isEmpty()) {
                break;
            }
            records.forEach(record -> paged.add(record.path("id").longValue()));
        }
        assertThat(paged).isEqualTo(whole).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void archivedRecordsAreRecordsToo() {
        long active = client.count(SyncModel.LEAD, Domain.ALL.and("active", "=", true), Map.of());
        long archived = client.count(SyncModel.LEAD, Domain.ALL.and("active", "=", false), Map.of());
        assertThat(client.count(SyncModel.LEAD, Domain.ALL, Map.of())).isEqualTo(active + archived);
    }

    @Test
    void idsThatAreNotThereAreLeftOut() {
        List<Long> some = client.searchIds(SyncModel.STAGE, Domain.ALL, 2, Map.of());
        List<Long> asked = new ArrayList<>(some);
        asked.add((long) Integer.MAX_VALUE);
        assertThat(client.searchIds(SyncModel.STAGE, Domain.ALL.and("id", "in", asked), 10, Map.of()))
                .isEqualTo(some);
    }

    @Test
    void aWrongKeyIsSaidPlainly() {
        Endpoint wrong = new Endpoint(endpoint.url(), endpoint.database(), endpoint.login(), "not-the-key-4711");
        assertThatThrownBy(() -> OdooClient.connect(wrong, Limits.DEFAULT).close())
                .isInstanceOf(OdooException.SignInRefused.class)
                .hasMessageContaining(endpoint.host())
                .hasMessageContaining("API key")
                .hasMessageNotContaining("4711");
    }

    @Test
    void unknownModelsAndFieldsAreSaidPlainly() {
        assertThatThrownBy(() -> client.fieldsOf("no.such.model"))
                .isInstanceOf(OdooException.NotThere.class)
                .hasMessageContaining("no.such.model");
        assertThatThrownBy(() -> client.searchRead(SyncModel.STAGE, Domain.ALL, List.of("no_such_field"), 1, Map.of()))
                .isInstanceOf(OdooException.class)
                .hasMessageContaining(SyncModel.STAGE)
                .hasMessageNotContaining("Traceback");
        assertThat(client.count(SyncModel.STAGE, Domain.ALL, Map.of())).isNotNegative();
    }

    @Test
    void aSecondSyncOfEverythingFindsNothingNew() throws InterruptedException {
        try (SyncWorld world = new SyncWorld(Clock.systemUTC(), Limits.DEFAULT)) {
            world.connector.connect(world.organization, endpoint);
            Job first = world.sync();
            assertThat(first.error()).isNull();
            assertThat(first.state()).isEqualTo("succeeded");
            Map<String, Long> stored = new LinkedHashMap<>();
            for (String model : first.entities().keySet()) {
                stored.put(model, world.latest(model));
                assertThat(stored).containsEntry(model, client.count(model, Domain.ALL, Map.of()));
            }
            long position = world.lastPosition();
            long rows = world.rows();

            Job again = world.sync(SyncRun.Kind.FULL);

            assertThat(again.error()).isNull();
            assertThat(again.entities()).allSatisfy((model, counts) -> {
                assertThat(counts.changed()).as(model).isZero();
                assertThat(counts.failed()).as(model).isZero();
                assertThat(counts.unchanged()).as(model).isEqualTo(stored.get(model));
            });
            assertThat(again.entities()
                            .getOrDefault(SyncModel.STAGE, Counts.NONE)
                            .read())
                    .isPositive();
            assertThat(world.lastPosition()).isEqualTo(position);
            assertThat(world.rows()).isEqualTo(rows);
        }
    }
}
