package dev.sightline.simulator;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What Odoo calls a record where another one refers to it. */
final class Labels {
    private final Database database;

    Labels(Database database) {
        this.database = database;
    }

    /** The display name; null where there is no such record. */
    @Nullable
    String text(String model, int id) {
        Table table = database.find(model);
        if (table == null) {
            return database.foreignName(model, id);
        }
        int row = table.row(id);
        return row < 0 ? database.foreignName(model, id) : text(table, row);
    }

    String text(Table table, int row) {
        String label = switch (table.model()) {
            case "res.users" -> person(table, row);
            case "res.partner", "hr.department" -> table.text(row, "complete_name");
            case "mail.activity" -> activity(table, row);
            default -> null;
        };
        if (label == null) {
            label = table.text(row, "name");
        }
        return Objects.requireNonNullElseGet(label, () -> table.model() + "," + table.id(row));
    }

    private @Nullable String person(Table users, int row) {
        Table partners = database.find("res.partner");
        int partner = partners == null ? -1 : partners.row(users.reference(row, "partner_id"));
        return partners == null || partner < 0 ? users.text(row, "login") : partners.text(partner, "name");
    }

    private @Nullable String activity(Table activities, int row) {
        String summary = activities.text(row, "summary");
        return summary != null ? summary : text("mail.activity.type", activities.reference(row, "activity_type_id"));
    }

    /** The pair {@code [id, "name"]} as JSON; null where there is no such record. */
    byte @Nullable [] pair(String model, int id) {
        Table table = database.find(model);
        int row = table == null ? -1 : table.row(id);
        if (table != null && row >= 0) {
            byte[] cached = table.cachedLabel(row);
            if (cached == null) {
                cached = encode(id, text(table, row));
                table.cacheLabel(row, cached);
            }
            return cached;
        }
        String foreign = database.foreignName(model, id);
        return foreign == null ? null : encode(id, foreign);
    }

    private static byte[] encode(int id, String label) {
        return new JsonOut(label.length() + 24)
                .raw('[')
                .integer(id)
                .raw(',')
                .text(label)
                .raw(']')
                .toBytes();
    }
}
