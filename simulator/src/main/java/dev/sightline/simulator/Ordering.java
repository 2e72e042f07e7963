package dev.sightline.simulator;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compiles {@code "priority desc, id desc"} to a comparison of rows. Empty values come last upwards, as in PostgreSQL. */
final class Ordering {
    /** What Odoo's models order by when nobody says otherwise. */
    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("crm.lead", "priority desc, id desc"),
            Map.entry("crm.stage", "sequence, name, id"),
            Map.entry("crm.team", "sequence, create_date desc, id desc"),
            Map.entry("hr.employee", "name"),
            Map.entry("hr.department", "complete_name"),
            Map.entry("mail.activity", "date_deadline, id"),
            Map.entry("mail.activity.type", "sequence, id"),
            Map.entry("res.company", "sequence, name"),
            Map.entry("res.currency", "active desc, name"),
            Map.entry("res.currency.rate", "name desc, id"),
            Map.entry("res.partner", "complete_name, id desc"),
            Map.entry("res.users", "name, login"));

    private Ordering() {}

    static String orDefault(@Nullable String order, Table table) {
        return order == null || order.isBlank() ? DEFAULTS.getOrDefault(table.model(), "id") : order;
    }

    /** Whether rows as they lie are already in this order. */
    static boolean byId(String order) {
        String folded = order.strip().toLowerCase(Locale.ROOT);
        return folded.equals("id")
                || folded.equals("id asc")
                || folded.startsWith("id,")
                || folded.startsWith("id asc,");
    }

    static Comparator<Integer> compile(String order, Table table, Labels labels) {
        List<Comparator<Integer>> parts = new ArrayList<>();
        for (String part : order.split(",", -1)) {
            String[] words = part.strip().split("\\s+", -1);
            FieldSpec field = table.field(words[0]);
            if (field == null) {
                throw OdooError.value("Invalid field '" + words[0] + "' on model '" + table.model() + "'");
            }
            Comparator<Integer> comparator = by(table, field, labels);
            parts.add(words.length > 1 && words[1].equalsIgnoreCase("desc") ? comparator.reversed() : comparator);
        }
        return parts.stream().reduce(Comparator::thenComparing).orElse(Comparator.naturalOrder());
    }

    private static Comparator<Integer> by(Table table, FieldSpec field, Labels labels) {
        String name = field.name();
        Comparator<String> texts = Comparator.<String, String>comparing(text -> text.toLowerCase(Locale.ROOT))
                .thenComparing(Comparator.naturalOrder());
        if (name.equals("id")) {
            return Comparator.naturalOrder();
        }
        if (!field.stored() && field.type().textual()) {
            return Comparator.comparing(row -> labels.text(table, row), texts);
        }
        return switch (field.type()) {
            case FLOAT, MONETARY -> Comparator.comparingDouble(row -> table.decimal(row, name));
            case CHAR, TEXT, HTML, SELECTION, BINARY, REFERENCE ->
                Comparator.<Integer, @Nullable String>comparing(
                        row -> table.text(row, name), Comparator.nullsLast(texts));
            default ->
                Comparator.comparingLong(row -> {
                    int value = table.whole(row, name);
                    return value == Column.Ints.NULL ? Long.MAX_VALUE : value;
                });
        };
    }
}
