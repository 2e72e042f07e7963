package dev.sightline.server.odoo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The recorded Odoo's deals, added up from its records alone: nothing of the product is used here. */
final class RecordedFigures {
    private static final JsonMapper JSON = new JsonMapper();

    private final List<JsonNode> deals = new ArrayList<>();

    RecordedFigures() {
        for (JsonNode record : records("crm.lead")) {
            if (record.get("type").asString().equals("opportunity")) {
                deals.add(record);
            }
        }
    }

    record Sum(int count, BigDecimal amount, BigDecimal weighted) {
        private static final Sum ZERO = new Sum(0, BigDecimal.ZERO, BigDecimal.ZERO);

        Sum plus(Sum other) {
            return new Sum(count + other.count, amount.add(other.amount), weighted.add(other.weighted));
        }
    }

    Sum open(Predicate<JsonNode> which) {
        return sum(which.and(deal -> active(deal) && !won(deal)));
    }

    Sum won(Predicate<JsonNode> which) {
        return sum(which.and(deal -> active(deal) && won(deal)));
    }

    Sum lost(Predicate<JsonNode> which) {
        return sum(which.and(
                deal -> !active(deal) && deal.get("probability").decimalValue().signum() == 0));
    }

    /** Whether a many2one names this record; 0 for none. */
    static Predicate<JsonNode> has(String field, long id) {
        return deal -> {
            JsonNode reference = deal.get(field);
            return (reference.isArray() ? reference.get(0).asLong() : 0) == id;
        };
    }

    static JsonNode records(String model) {
        return resource("records/" + model);
    }

    static JsonNode fields(String model) {
        return resource("fields/" + model);
    }

    static JsonNode answers() {
        return resource("answers");
    }

    private Sum sum(Predicate<JsonNode> which) {
        return deals.stream().filter(which).map(RecordedFigures::sum).reduce(Sum.ZERO, Sum::plus);
    }

    private static Sum sum(JsonNode deal) {
        BigDecimal amount = deal.get("expected_revenue").decimalValue();
        BigDecimal probability = deal.get("probability").decimalValue();
        return new Sum(
                1, amount, amount.multiply(probability).divide(BigDecimal.valueOf(100), 4, RoundingMode.HALF_UP));
    }

    private static boolean active(JsonNode deal) {
        return deal.get("active").asBoolean();
    }

    private static boolean won(JsonNode deal) {
        long stage = deal.get("stage_id").get(0).asLong();
        for (JsonNode each : records("crm.stage")) {
            if (each.get("id").asLong() == stage) {
                return each.get("is_won").asBoolean();
            }
        }
        throw new IllegalStateException("no stage " + stage);
    }

    private static JsonNode resource(String name) {
        try (InputStream in =
                Objects.requireNonNull(RecordedFigures.class.getResourceAsStream("/odoo17/" + name + ".json"), name)) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
