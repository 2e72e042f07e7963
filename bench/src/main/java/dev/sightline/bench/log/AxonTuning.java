package dev.sightline.bench.log;

import java.util.List;
import java.util.Map;

/**
 * How Axon is set up. What each setting does, and why it is fair, stands in {@code bench/README.md}.
 *
 * @param hibernate settings of Hibernate beyond those without which nothing works
 * @param jdbcOptions of the database's address
 * @param mapping a mapping file that changes what the entities' annotations say; empty for none
 * @param readAtOnce events that the engine reads from the table at once
 * @param batch events that a processor handles in one transaction
 * @param segments numbers of parallel parts of a processor, each tried in turn
 * @param setBased whether the projection writes its rows once per batch, or with each event
 */
record AxonTuning(
        Map<String, String> hibernate,
        String jdbcOptions,
        String mapping,
        int readAtOnce,
        int batch,
        List<Integer> segments,
        boolean setBased) {

    /** As the framework and Hibernate come. */
    static final AxonTuning STOCK = new AxonTuning(Map.of(), "", "", 100, 1, List.of(16), false);

    /** As one who knows them sets them for this. */
    static final AxonTuning TUNED = new AxonTuning(
            Map.of(
                    "hibernate.jdbc.batch_size", "500",
                    "hibernate.order_inserts", "true",
                    "hibernate.jdbc.fetch_size", "2000"),
            "?reWriteBatchedInserts=true",
            "axon-tuned.orm.xml",
            2_000,
            2_000,
            List.of(1, 4, 8),
            true);
}
