package dev.sightline.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads a recorded Odoo: {@code fields/MODEL.json}, {@code records/MODEL.json} and, where present, {@code scores.json}. */
final class Recording {
    /** The models of the recording that comes along. */
    static final List<String> MODELS = List.of(
            "res.company",
            "res.currency",
            "res.currency.rate",
            "res.users",
            "hr.employee",
            "hr.department",
            "crm.team",
            "crm.stage",
            "crm.tag",
            "crm.lost.reason",
            "res.partner",
            "crm.lead",
            "mail.activity",
            "mail.activity.type");

    private final @Nullable Path folder;

    private Recording(@Nullable Path folder) {
        this.folder = folder;
    }

    static Recording builtIn() {
        return new Recording(null);
    }

    static Recording in(Path folder) {
        return new Recording(folder);
    }

    /** Creates the tables, empty. */
    void addTables(Database database) {
        for (String model : models()) {
            JsonNode fields = required("fields/" + model + ".json");
            database.add(new Table(model, FieldSpec.readAll(model, fields, database.version())));
        }
    }

    void addRecords(Database database) {
        for (String model : models()) {
            JsonNode records = read("records/" + model + ".json");
            if (records != null) {
                addRecords(database, database.table(model), records);
            }
        }
        JsonNode scores = read("scores.json");
        if (scores != null) {
            scores.properties()
                    .forEach(score -> database.score(
                            Integer.parseInt(score.getKey()), score.getValue().asDouble()));
        }
    }

    private static void addRecords(Database database, Table table, JsonNode records) {
        List<JsonNode> sorted = new ArrayList<>();
        records.forEach(sorted::add);
        sorted.sort(Comparator.comparingInt(record -> record.path("id").asInt()));
        for (JsonNode record : sorted) {
            int row = table.append(record.path("id").asInt());
            for (Map.Entry<String, JsonNode> entry : record.properties()) {
                FieldSpec field = table.field(database.version().fieldName(table.model(), entry.getKey()));
                if (field == null || field.name().equals("id")) {
                    continue;
                }
                JsonNode value = entry.getValue();
                boolean document = Column.of(field.type()) instanceof Column.Documents;
                table.set(row, field, document ? value : Values.plain(value));
                if (field.relation() != null && value.isArray() && value.path(1).isString()) {
                    database.name(
                            field.relation(),
                            value.path(0).asInt(),
                            value.path(1).asString());
                }
            }
        }
    }

    private List<String> models() {
        if (folder == null) {
            return MODELS;
        }
        try (Stream<Path> files = Files.list(folder.resolve("fields"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".json"))
                    .map(name -> name.substring(0, name.length() - 5))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("no recording in " + folder, e);
        }
    }

    private JsonNode required(String path) {
        JsonNode node = read(path);
        if (node == null) {
            throw new IllegalArgumentException("the recording lacks " + path);
        }
        return node;
    }

    private @Nullable JsonNode read(String path) {
        try (InputStream in = open(path)) {
            return in == null ? null : Json.MAPPER.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
    }

    private @Nullable InputStream open(String path) throws IOException {
        if (folder == null) {
            return Recording.class.getResourceAsStream("/odoo17/" + path);
        }
        Path file = folder.resolve(path);
        return Files.exists(file) ? Files.newInputStream(file) : null;
    }
}
