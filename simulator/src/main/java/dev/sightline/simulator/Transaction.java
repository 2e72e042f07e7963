package dev.sightline.simulator;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A writing transaction: it stamps {@code write_date} with the second in which it began, however late it ends. Callers
 * hold the write lock of the database.
 */
final class Transaction {
    private static final Set<String> LABELLED = Set.of("name", "complete_name", "summary", "partner_id", "login");

    private final Database database;
    private final int user;
    private final long start;

    Transaction(Database database, int user, long start) {
        this.database = database;
        this.user = user;
        this.start = start;
    }

    int user() {
        return user;
    }

    long start() {
        return start;
    }

    Database database() {
        return database;
    }

    String stamp() {
        return Stamps.text(start);
    }

    int create(String model, Map<String, @Nullable Object> given) {
        Table table = database.table(model);
        Map<String, @Nullable Object> values = new LinkedHashMap<>(given);
        values.keySet().forEach(table::required);
        if (table.field("active") != null) {
            values.putIfAbsent("active", true);
        }
        switch (model) {
            case "crm.lead" -> LeadLife.created(this, values);
            case "res.users" -> withPartner(values);
            case "mail.activity" -> values.putIfAbsent("user_id", user);
            default -> {}
        }
        for (FieldSpec field : table.fields().values()) {
            if (field.required() && field.type() == FieldType.CHAR && Values.none(values.get(field.name()))) {
                throw OdooError.validation("The operation cannot be completed:\n- Create/update: a mandatory field is"
                        + " not set.\n- Delete: another model requires the record being deleted. If possible, archive"
                        + " it instead.\n\nModel: " + model + "\nField: " + field.name() + "\n");
            }
        }
        values.putIfAbsent("create_date", stamp());
        values.putIfAbsent("create_uid", user);
        values.putIfAbsent("write_date", stamp());
        values.putIfAbsent("write_uid", user);
        int row = table.append();
        store(table, row, values);
        completeName(table, row, values);
        return table.id(row);
    }

    void write(String model, int[] ids, Map<String, @Nullable Object> given) {
        Table table = database.table(model);
        given.keySet().forEach(table::required);
        for (int id : ids) {
            Map<String, @Nullable Object> values = new LinkedHashMap<>(given);
            if (model.equals("crm.lead")) {
                LeadLife.written(this, table, existing(table, id), values);
            }
            overwrite(model, id, values);
        }
    }

    /** Writes values as they are, without what would follow from them. */
    void overwrite(String model, int id, Map<String, @Nullable Object> values) {
        Table table = database.table(model);
        int row = existing(table, id);
        values.put("write_date", stamp());
        values.put("write_uid", user);
        store(table, row, values);
        completeName(table, row, values);
        if (values.keySet().stream().anyMatch(LABELLED::contains)) {
            database.forgetLabels();
        }
    }

    private int existing(Table table, int id) {
        int row = table.row(id);
        if (row < 0) {
            throw OdooError.missing("Record does not exist or has been deleted.\n(Record: " + table.model() + "(" + id
                    + ",), User: " + user + ")");
        }
        return row;
    }

    void unlink(String model, int[] ids) {
        Table table = database.table(model);
        Set<Integer> removed = new HashSet<>();
        for (int id : ids) {
            int row = table.row(id);
            if (row >= 0) {
                table.remove(row);
                removed.add(id);
            }
        }
        if (removed.isEmpty()) {
            return;
        }
        for (Table other : database.tables()) {
            forget(other, model, removed);
        }
        database.forgetLabels();
    }

    /** References to a deleted record become empty; activities on it go with it. */
    private static void forget(Table other, String model, Set<Integer> removed) {
        for (FieldSpec field : other.fields().values()) {
            if (model.equals(field.relation()) && other.column(field.name()) != null) {
                switch (other.column(field.name())) {
                    case Column.Ints ints ->
                        matching(other, row -> removed.contains(ints.get(row)), row -> ints.set(row, Column.Ints.NULL));
                    case Column.Links links ->
                        matching(
                                other,
                                row -> links.get(row).length > 0,
                                row -> links.set(
                                        row,
                                        java.util.Arrays.stream(links.get(row))
                                                .filter(id -> !removed.contains(id))
                                                .toArray()));
                    case null, default -> {}
                }
            }
        }
        if (other.model().equals("mail.activity")) {
            matching(
                    other,
                    row -> model.equals(other.text(row, "res_model"))
                            && removed.contains(other.reference(row, "res_id")),
                    other::remove);
        }
    }

    private static void matching(Table table, IntPredicate rows, java.util.function.IntConsumer change) {
        table.each(row -> {
            if (rows.test(row)) {
                change.accept(row);
            }
        });
    }

    private void store(Table table, int row, Map<String, @Nullable Object> values) {
        values.forEach((name, value) -> {
            FieldSpec field = table.required(name);
            if (Computed.viaPartner(database, table, field)) {
                Table partners = database.table("res.partner");
                int partner = table.reference(row, "partner_id");
                if (partner != 0) {
                    Map<String, @Nullable Object> change = new LinkedHashMap<>();
                    change.put(name, value);
                    write(partners.model(), new int[] {partner}, change);
                }
            } else if (!name.equals("id")) {
                table.set(row, field, value);
            }
        });
    }

    private void completeName(Table table, int row, Map<String, @Nullable Object> values) {
        boolean moved = values.containsKey("name") || values.containsKey("parent_id");
        if (!moved || values.containsKey("complete_name") || table.field("complete_name") == null) {
            return;
        }
        int parent = table.row(table.reference(row, "parent_id"));
        String above = parent < 0 ? null : table.text(parent, "complete_name");
        String separator = table.model().equals("res.partner") ? ", " : " / ";
        String own = table.text(row, "name");
        table.set(row, "complete_name", above == null ? own : above + separator + own);
    }

    /** A user is a partner who may sign in; Odoo makes the partner along with the user. */
    private void withPartner(Map<String, @Nullable Object> values) {
        if (!values.containsKey("partner_id")) {
            Map<String, @Nullable Object> partner = new LinkedHashMap<>();
            for (String name : new String[] {"name", "email", "phone"}) {
                if (values.containsKey(name)) {
                    partner.put(name, values.remove(name));
                }
            }
            values.put("partner_id", create("res.partner", partner));
        }
    }
}
