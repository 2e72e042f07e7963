package dev.sightline.simulator;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Odoo does to a lead beyond what it is told: stages, probabilities and closing dates. */
final class LeadLife {
    private LeadLife() {}

    static void created(Transaction transaction, Map<String, @Nullable Object> values) {
        Database database = transaction.database();
        values.putIfAbsent("type", "lead");
        values.putIfAbsent("priority", "0");
        values.putIfAbsent("user_id", transaction.user());
        Table users = database.table("res.users");
        int owner = users.row(id(values.get("user_id")));
        if (owner >= 0) {
            values.putIfAbsent("team_id", orNone(users.reference(owner, "sale_team_id")));
            values.putIfAbsent("company_id", orNone(users.reference(owner, "company_id")));
            values.putIfAbsent("date_open", transaction.stamp());
        }
        values.putIfAbsent("stage_id", orNone(firstStage(database, false)));
        fromPartner(database, values);
        values.putIfAbsent("date_last_stage_update", transaction.stamp());
        int stage = id(values.get("stage_id"));
        double score = won(database, stage) ? 100 : database.scoreOf(stage);
        values.putIfAbsent("automated_probability", score);
        values.putIfAbsent("probability", score);
        if (won(database, stage)) {
            values.putIfAbsent("date_closed", transaction.stamp());
        }
        values.putIfAbsent("prorated_revenue", prorated(values.get("expected_revenue"), values.get("probability")));
    }

    /** Adds to a change of a lead what follows from it. */
    static void written(Transaction transaction, Table leads, int row, Map<String, @Nullable Object> values) {
        Database database = transaction.database();
        int before = leads.reference(row, "stage_id");
        boolean staged = values.containsKey("stage_id") && id(values.get("stage_id")) != before;
        boolean nowWon = false;
        if (staged) {
            int stage = id(values.get("stage_id"));
            values.put("date_last_stage_update", transaction.stamp());
            nowWon = won(database, stage);
            if (nowWon) {
                values.put("probability", 100.0);
                values.put("automated_probability", 100.0);
            } else if (!values.containsKey("probability")) {
                boolean automatic = leads.decimal(row, "probability") == leads.decimal(row, "automated_probability");
                values.put("automated_probability", database.scoreOf(stage));
                if (automatic) {
                    values.put("probability", database.scoreOf(stage));
                }
            }
        }
        if (values.containsKey("user_id")) {
            int owner = id(values.get("user_id"));
            if (owner == 0) {
                values.put("date_open", false);
            } else if (owner != leads.reference(row, "user_id")) {
                values.put("date_open", transaction.stamp());
            }
        }
        close(transaction, leads, row, values, staged, nowWon);
        if (values.containsKey("expected_revenue") || values.containsKey("probability")) {
            values.put(
                    "prorated_revenue",
                    prorated(
                            values.getOrDefault("expected_revenue", leads.decimal(row, "expected_revenue")),
                            values.getOrDefault("probability", leads.decimal(row, "probability"))));
        }
    }

    private static void close(
            Transaction transaction,
            Table leads,
            int row,
            Map<String, @Nullable Object> values,
            boolean staged,
            boolean nowWon) {
        boolean wasWon = won(transaction.database(), leads.reference(row, "stage_id"));
        double probability = values.get("probability") instanceof Number number ? number.doubleValue() : 0;
        boolean archived = values.containsKey("active") && Values.none(values.get("active"));
        if (probability >= 100 || archived) {
            // Moving from one won stage to another does not close a deal a second time.
            if (archived || !(nowWon && wasWon)) {
                values.put("date_closed", transaction.stamp());
            }
        } else if (probability > 0 || (staged && !values.containsKey("probability"))) {
            values.put("date_closed", false);
        }
    }

    static void win(Transaction transaction, int[] ids) {
        int stage = firstStage(transaction.database(), true);
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("active", true);
        values.put("stage_id", orNone(stage));
        values.put("probability", 100.0);
        values.put("automated_probability", 100.0);
        transaction.write("crm.lead", ids, values);
    }

    static void lose(Transaction transaction, int[] ids, Map<String, @Nullable Object> more) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>(more);
        values.put("active", false);
        values.put("probability", 0.0);
        values.put("automated_probability", 0.0);
        transaction.write("crm.lead", ids, values);
    }

    /**
     * Turns archived leads back on: the reason of the loss goes, the probability is predicted anew, the closing date
     * stays, since a recomputation does not pass through the rules of a write.
     */
    static void restore(Transaction transaction, int[] ids) {
        Database database = transaction.database();
        Table leads = database.table("crm.lead");
        for (int id : ids) {
            int row = leads.row(id);
            int stage = row < 0 ? 0 : leads.reference(row, "stage_id");
            double score = won(database, stage) ? 100 : database.scoreOf(stage);
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            values.put("active", true);
            values.put("lost_reason_id", false);
            values.put("automated_probability", score);
            values.put("probability", score);
            transaction.overwrite("crm.lead", id, values);
        }
    }

    private static boolean won(Database database, int stage) {
        Table stages = database.table("crm.stage");
        int row = stages.row(stage);
        return row >= 0 && stages.flag(row, "is_won");
    }

    /** The first stage by sequence, of the won ones or of all; 0 when there is none. */
    private static int firstStage(Database database, boolean onlyWon) {
        Table stages = database.table("crm.stage");
        int[] best = {-1};
        stages.each(row -> {
            boolean fits = !onlyWon || stages.flag(row, "is_won");
            if (fits && (best[0] < 0 || stages.whole(row, "sequence") < stages.whole(best[0], "sequence"))) {
                best[0] = row;
            }
        });
        return best[0] < 0 ? 0 : stages.id(best[0]);
    }

    private static void fromPartner(Database database, Map<String, @Nullable Object> values) {
        Table partners = database.table("res.partner");
        int partner = partners.row(id(values.get("partner_id")));
        if (partner >= 0) {
            values.putIfAbsent("partner_name", partners.text(partner, "name"));
            values.putIfAbsent("email_from", partners.text(partner, "email"));
            values.putIfAbsent("phone", partners.text(partner, "phone"));
            values.putIfAbsent("city", partners.text(partner, "city"));
        }
    }

    private static Object orNone(int id) {
        return id == 0 ? (Object) false : id;
    }

    private static int id(@Nullable Object value) {
        return value instanceof Number number ? number.intValue() : 0;
    }

    private static double prorated(@Nullable Object revenue, @Nullable Object probability) {
        double amount = revenue instanceof Number number ? number.doubleValue() : 0;
        double percent = probability instanceof Number number ? number.doubleValue() : 0;
        return Math.round(amount * percent) / 100.0;
    }
}
