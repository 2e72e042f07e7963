package dev.sightline.simulator;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Planned activities on open deals and on accounts: some overdue, some for today, most to come. */
final class Diary {
    private static final List<List<String>> SUMMARIES = List.of(
            List.of("Send the offer", "Follow up on the offer", "Send references"),
            List.of("Call about the budget", "Introductory call", "Ask for the decision"),
            List.of("Site visit", "Kick-off with engineering", "Contract review"),
            List.of("Prepare the calculation", "Check the delivery date", "Update the forecast"),
            List.of("Upload the signed order", "Upload the drawings"));

    private Diary() {}

    static void fill(Rows rows, CompanyPlan plan, Accounts.Account[] accounts) {
        SplittableRandom random = new SplittableRandom(plan.seed() ^ 0xd1a47L);
        Table leads = rows.database().table("crm.lead");
        int[] open = open(leads);
        LocalDate today = LocalDate.ofInstant(plan.now(), ZoneOffset.UTC);
        for (int n = 0; n < plan.activities() && open.length > 0; n++) {
            int row = open[random.nextInt(open.length)];
            int type = random.nextInt(SUMMARIES.size());
            List<String> summaries = SUMMARIES.get(type);
            boolean onAccount = random.nextInt(12) == 0;
            Accounts.Account account = accounts[random.nextInt(accounts.length)];
            int user = leads.reference(row, "user_id");
            String name = Objects.requireNonNullElse(leads.text(row, "name"), "");
            String planned = Stamps.text(plan.now().getEpochSecond() - random.nextInt(1, 20 * 86_400));
            rows.add(
                    "mail.activity",
                    "activity_type_id",
                    type + 1,
                    "summary",
                    summaries.get(random.nextInt(summaries.size())),
                    "date_deadline",
                    today.plusDays(due(random)),
                    "user_id",
                    user == 0 ? 2 : user,
                    "res_model",
                    onAccount ? "res.partner" : "crm.lead",
                    "res_model_id",
                    onAccount ? 2 : 1,
                    "res_id",
                    onAccount ? account.partnerId() : leads.id(row),
                    "res_name",
                    onAccount ? account.name() : name,
                    "create_date",
                    planned,
                    "write_date",
                    planned);
        }
    }

    private static int[] open(Table leads) {
        return IntStream.range(0, leads.rows())
                .filter(row -> isOpen(leads, row))
                .toArray();
    }

    static boolean isOpen(Table leads, int row) {
        return leads.lives(row)
                && leads.flag(row, "active")
                && "opportunity".equals(leads.text(row, "type"))
                && leads.reference(row, "stage_id") != Foundations.WON;
    }

    private static int due(SplittableRandom random) {
        int kind = random.nextInt(100);
        return kind < 20 ? -random.nextInt(1, 15) : kind < 34 ? 0 : random.nextInt(1, 28);
    }
}
