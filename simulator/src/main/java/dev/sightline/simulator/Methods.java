package dev.sightline.simulator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The methods of Odoo's models that may be called from outside. */
final class Methods {
    private static final Map<String, List<String>> SIGNATURES = Map.ofEntries(
            Map.entry("search", List.of("domain", "offset", "limit", "order")),
            Map.entry("search_read", List.of("domain", "fields", "offset", "limit", "order", "load")),
            Map.entry("search_count", List.of("domain", "limit")),
            Map.entry("read", List.of("ids", "fields", "load")),
            Map.entry("fields_get", List.of("allfields", "attributes")),
            Map.entry("check_access_rights", List.of("operation", "raise_exception")),
            Map.entry("has_access", List.of("ids", "operation")),
            Map.entry("context_get", List.of()),
            Map.entry("create", List.of("vals_list")),
            Map.entry("write", List.of("ids", "vals")),
            Map.entry("unlink", List.of("ids")),
            Map.entry("toggle_active", List.of("ids")),
            Map.entry("action_archive", List.of("ids")),
            Map.entry("action_unarchive", List.of("ids")),
            Map.entry("action_set_won", List.of("ids")),
            Map.entry("action_set_lost", List.of("ids", "lost_reason_id")),
            Map.entry("action_feedback", List.of("ids", "feedback")));

    private static final List<String> OF_LEADS = List.of("action_set_won", "action_set_lost");

    private final Labels labels;

    private final int recordsPerSecond;

    Methods(Labels labels, int recordsPerSecond) {
        this.labels = labels;
        this.recordsPerSecond = recordsPerSecond;
    }

    /** The parameters of a method of a model, or null where the model has no such method. */
    static @Nullable List<String> signature(String model, String method) {
        boolean foreign = (OF_LEADS.contains(method) && !model.equals("crm.lead"))
                || (method.equals("action_feedback") && !model.equals("mail.activity"))
                || (method.equals("context_get") && !model.equals("res.users"));
        return foreign ? null : SIGNATURES.get(method);
    }

    static boolean writes(String method) {
        return switch (method) {
            case "search",
                    "search_read",
                    "search_count",
                    "read",
                    "fields_get",
                    "check_access_rights",
                    "has_access",
                    "context_get" -> false;
            default -> true;
        };
    }

    /** Runs a method and writes what it answers; false when it answers nothing. Takes the lock itself. */
    boolean call(Caller caller, String model, String method, Arguments arguments, JsonOut out) {
        Database database = caller.database();
        Restrictions.check(caller, model);
        if (writes(method)) {
            return database.write(() -> change(caller, model, method, arguments, out));
        }
        long began = System.nanoTime();
        boolean answered = database.read(() -> answer(caller, database.table(model), method, arguments, out));
        if (recordsPerSecond > 0) {
            keepPace(began, out.records());
        }
        return answered;
    }

    private void keepPace(long began, int records) {
        long due = began + records * 1_000_000_000L / recordsPerSecond;
        while (System.nanoTime() < due && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(due - System.nanoTime());
        }
    }

    private boolean answer(Caller caller, Table table, String method, Arguments arguments, JsonOut out) {
        Search search = new Search(caller, labels);
        switch (method) {
            case "search" -> {
                out.raw('[');
                String before = "";
                for (int row : found(search, table, arguments)) {
                    out.raw(before).integer(table.id(row));
                    before = ",";
                }
                out.raw(']');
            }
            case "search_count" -> {
                int count = search.count(table, arguments.get("domain"));
                int limit = arguments.whole("limit");
                out.integer(limit > 0 ? Math.min(limit, count) : count);
            }
            case "search_read" -> {
                RecordWriter writer = writer(caller, table, arguments);
                records(found(search, table, arguments), writer, out);
            }
            case "read" -> {
                RecordWriter writer = writer(caller, table, arguments);
                var allowed = search.allowed(table);
                List<Integer> rows = new ArrayList<>();
                for (int id : arguments.ids()) {
                    int row = table.row(id);
                    if (row >= 0 && !allowed.test(row)) {
                        throw hidden(caller, table, id);
                    }
                    if (row >= 0) {
                        rows.add(row);
                    }
                }
                records(rows.stream().mapToInt(Integer::intValue).toArray(), writer, out);
            }
            case "fields_get" -> describe(table, arguments, out);
            case "context_get" -> ownContext(caller, table, out);
            default -> out.bool(true);
        }
        return true;
    }

    private static int[] found(Search search, Table table, Arguments arguments) {
        return search.rows(
                table,
                arguments.get("domain"),
                arguments.text("order"),
                arguments.whole("offset"),
                arguments.whole("limit"));
    }

    private RecordWriter writer(Caller caller, Table table, Arguments arguments) {
        List<String> fields = arguments.texts("fields");
        return RecordWriter.of(
                caller.database(),
                labels,
                table,
                fields.isEmpty() ? List.copyOf(table.fields().keySet()) : fields,
                !arguments.nullGiven("load"),
                field -> Restrictions.hides(caller, table.model(), field));
    }

    private static void records(int[] rows, RecordWriter writer, JsonOut out) {
        String before = "[";
        for (int row : rows) {
            out.raw(before);
            writer.write(out, row);
            before = ",";
        }
        out.raw(rows.length == 0 ? "[]" : "]");
        out.wrote(rows.length);
    }

    /** The caller's language, time zone and id; the first two belong to the user's partner. */
    private static void ownContext(Caller caller, Table users, JsonOut out) {
        Table partners = caller.database().table("res.partner");
        int user = users.row(caller.user());
        int partner = user < 0 ? -1 : partners.row(users.reference(user, "partner_id"));
        String language = partner < 0 ? null : partners.text(partner, "lang");
        String zone = partner < 0 ? null : partners.text(partner, "tz");
        out.raw("{\"lang\":").text(language == null ? "en_US" : language).raw(",\"tz\":");
        if (zone == null) {
            out.bool(false);
        } else {
            out.text(zone);
        }
        out.raw(",\"uid\":").integer(caller.user()).raw('}');
    }

    private static void describe(Table table, Arguments arguments, JsonOut out) {
        List<String> names = arguments.texts("allfields");
        List<String> attributes = arguments.texts("attributes");
        String before = "{";
        boolean any = false;
        for (FieldSpec field : table.fields().values()) {
            if (names.isEmpty() || names.contains(field.name())) {
                var described = field.description();
                if (!attributes.isEmpty()) {
                    described = described.deepCopy().retain(attributes);
                }
                out.raw(before).text(field.name()).raw(':').raw(Json.MAPPER.writeValueAsBytes(described));
                before = ",";
                any = true;
            }
        }
        out.raw(any ? "}" : "{}");
    }

    private boolean change(Caller caller, String model, String method, Arguments arguments, JsonOut out) {
        Transaction transaction = caller.transaction();
        Table table = caller.database().table(model);
        int[] ids = arguments.ids();
        var allowed = new Search(caller, labels).allowed(table);
        for (int id : ids) {
            int row = table.row(id);
            if (row >= 0 && !allowed.test(row)) {
                throw hidden(caller, table, id);
            }
        }
        switch (method) {
            case "create" -> create(transaction, model, arguments.get("vals_list"), out);
            case "write" -> {
                transaction.write(model, ids, Arguments.values(arguments.get("vals")));
                out.bool(true);
            }
            case "unlink" -> {
                transaction.unlink(model, ids);
                out.bool(true);
            }
            case "action_set_won" -> {
                LeadLife.win(transaction, ids);
                out.bool(true);
            }
            case "action_set_lost" -> {
                JsonNode reason = arguments.get("lost_reason_id");
                Map<String, @Nullable Object> more = new LinkedHashMap<>();
                if (!reason.isMissingNode()) {
                    more.put("lost_reason_id", Values.plain(reason));
                }
                LeadLife.lose(transaction, ids, more);
                return false;
            }
            case "action_feedback" -> {
                done(transaction, table, ids);
                out.bool(false);
            }
            default -> {
                activate(transaction, table, ids, method);
                return false;
            }
        }
        return true;
    }

    private static void create(Transaction transaction, String model, JsonNode values, JsonOut out) {
        if (!values.isArray()) {
            out.integer(transaction.create(model, Arguments.values(values)));
            return;
        }
        String before = "[";
        for (JsonNode one : values) {
            out.raw(before).integer(transaction.create(model, Arguments.values(one)));
            before = ",";
        }
        out.raw(values.isEmpty() ? "[]" : "]");
    }

    private static void activate(Transaction transaction, Table table, int[] ids, String method) {
        for (int id : ids) {
            int row = table.row(id);
            boolean active = row >= 0 && table.flag(row, "active");
            boolean wanted = method.equals("toggle_active") ? !active : method.equals("action_unarchive");
            if (wanted && !active && table.model().equals("crm.lead")) {
                LeadLife.restore(transaction, new int[] {id});
            } else if (wanted != active) {
                transaction.write(table.model(), new int[] {id}, Map.of("active", wanted));
            }
        }
    }

    /** A done activity goes, unless its type keeps done ones. */
    private static void done(Transaction transaction, Table activities, int[] ids) {
        Table types = transaction.database().table("mail.activity.type");
        for (int id : ids) {
            int row = activities.row(id);
            int type = row < 0 ? -1 : types.row(activities.reference(row, "activity_type_id"));
            if (type >= 0 && types.flag(type, "keep_done")) {
                String today = transaction.stamp().substring(0, 10);
                transaction.write("mail.activity", new int[] {id}, Map.of("active", false, "date_done", today));
            } else {
                transaction.unlink("mail.activity", new int[] {id});
            }
        }
    }

    private static OdooError hidden(Caller caller, Table table, int id) {
        return OdooError.access("Uh-oh! Looks like you have stumbled upon some top-secret records.\n\nSorry, user (id="
                + caller.user() + ") doesn't have access to:\n- " + table.model() + " (" + id
                + ")\n\nIf you really, really need access, perhaps you can win over your friendly administrator with"
                + " a batch of freshly baked cookies.");
    }
}
