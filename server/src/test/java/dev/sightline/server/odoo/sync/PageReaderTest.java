package dev.sightline.server.odoo.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.odoo.client.Domain;
import dev.sightline.server.odoo.client.Endpoint;
import dev.sightline.server.odoo.client.Limits;
import dev.sightline.server.odoo.client.OdooClient;
import dev.sightline.server.odoo.jobs.MeddlingProxy;
import dev.sightline.simulator.Fault;
import dev.sightline.simulator.OdooSimulator;
import dev.sightline.simulator.SimulatorOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** More where Odoo answers quickly, less where it is slow, silent or fails. */
class PageReaderTest {
    private static final String MODEL = "crm.tag";
    private static final SyncModel TAGS = java.util.Objects.requireNonNull(SyncModel.named(MODEL));
    private static final Limits LIMITS = new Limits(
            Duration.ofSeconds(2),
            Duration.ofMillis(1500),
            2,
            Duration.ofMillis(1),
            Duration.ofMillis(1),
            64L * 1024 * 1024,
            Duration.ofMillis(200));

    @AutoClose
    private final OdooSimulator odoo = OdooSimulator.start(SimulatorOptions.recorded());

    private Duration took = Duration.ZERO;
    private long clock;
    private long first;

    @BeforeEach
    void manyRecords() {
        for (int i = 0; i < 4000; i++) {
            int id = odoo.records(MODEL).create(Map.of("name", "Tag number " + i));
            first = i == 0 ? id : first;
        }
    }

    /** Each answer takes {@code took}: it is asked for the time before and after it. */
    private long time() {
        clock += took.toNanos();
        return clock;
    }

    private PageReader reader(OdooClient client) {
        return new PageReader(client, TAGS, client.fieldsOf(MODEL), Map.of(), this::time);
    }

    private OdooClient connect() {
        return OdooClient.connect(
                new Endpoint(odoo.baseUrl(), odoo.databaseName(), odoo.login(), odoo.apiKey()), LIMITS);
    }

    private List<Integer> sizes(PageReader reader, int pages) {
        List<Integer> sizes = new ArrayList<>();
        long last = first - 1;
        for (int i = 0; i < pages; i++) {
            Page page = reader.read(Domain.ALL, last);
            assertThat(page.records().getFirst().path("id").longValue())
                    .as("no gap")
                    .isEqualTo(last + 1);
            sizes.add(page.records().size());
            last = page.lastId();
        }
        return sizes;
    }

    @Test
    void quickAnswersGrowToTheMost() {
        try (OdooClient client = connect()) {
            assertThat(sizes(reader(client), 5)).containsExactly(200, 400, 500, 500, 500);
        }
    }

    @Test
    void slowOnesShrinkAndWhatIsNeitherStays() {
        try (OdooClient client = connect()) {
            PageReader reader = reader(client);
            took = Duration.ofSeconds(16);
            assertThat(sizes(reader, 3)).containsExactly(200, 100, 50);
            took = Duration.ofSeconds(5);
            assertThat(sizes(reader, 2)).containsExactly(25, 25);
        }
    }

    @Test
    void silenceHalvesTheQuestionItself() {
        try (OdooClient client = connect()) {
            PageReader reader = reader(client);
            odoo.faults().next(MODEL, 1, new Fault.Silence(Duration.ofSeconds(60)));
            assertThat(sizes(reader, 2)).containsExactly(100, 200);
        }
    }

    @Test
    void aFailureQuartersItDownToTheRecordThatCannotBeRead() throws Exception {
        long broken = first + 60;
        try (MeddlingProxy proxy = new MeddlingProxy(odoo.baseUrl(), record -> {
                    if (record.path("id").asLong(0) == broken && record.has("color")) {
                        throw new MeddlingProxy.CannotBeRead();
                    }
                });
                OdooClient client = OdooClient.connect(proxy.endpoint(odoo), LIMITS)) {
            PageReader reader = reader(client);
            took = Duration.ofSeconds(5);
            Page page = reader.read(Domain.ALL, first - 1);
            assertThat(page.records()).hasSize(50);
            assertThat(page.unreadable()).isEmpty();

            List<Long> read = new ArrayList<>();
            List<Long> unreadable = new ArrayList<>();
            while (page.lastId() < broken + 1) {
                page = reader.read(Domain.ALL, page.lastId());
                page.records().forEach(record -> read.add(record.path("id").longValue()));
                unreadable.addAll(page.unreadable());
            }
            assertThat(unreadable).containsExactly(broken);
            assertThat(read).doesNotContain(broken).contains(first + 50, broken - 1, broken + 1);
        }
    }
}
