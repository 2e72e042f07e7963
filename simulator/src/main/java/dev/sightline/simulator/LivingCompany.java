package dev.sightline.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What happens in a company by itself: deals move, are won and lost, come in and change hands; activities get done. The
 * sequence follows from the seed; only the moments follow the clock.
 */
final class LivingCompany implements AutoCloseable {
    private final Database database;
    private final SplittableRandom random;
    /** When things happen has a chance of its own, so that what happens follows from the seed and the moments alone. */
    private final SplittableRandom moments;

    private final @Nullable Journal journal;
    private @Nullable Thread thread;

    LivingCompany(Database database, long seed, @Nullable Journal journal) {
        this.database = database;
        this.random = new SplittableRandom(seed ^ 0x11feL);
        this.moments = new SplittableRandom(seed ^ 0x7157L);
        this.journal = journal;
        if (journal != null) {
            for (long moment : journal.moments()) {
                database.relive(moment, this::occur);
            }
        }
    }

    void begin(Duration pace) {
        thread = Thread.ofVirtual().name("living-company").start(() -> {
            try {
                while (!Thread.currentThread().isInterrupted()) {
                    Thread.sleep(pace.multipliedBy(50 + jitter()).dividedBy(100));
                    happen();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private synchronized int jitter() {
        return moments.nextInt(100);
    }

    /** Lets one thing happen. */
    synchronized void happen() {
        if (journal == null) {
            occur();
            return;
        }
        database.write(() -> {
            long moment = database.now();
            journal.append(moment);
            database.relive(moment, this::occur);
            return true;
        });
    }

    private void occur() {
        database.write(() -> {
            Table leads = database.table("crm.lead");
            int kind = random.nextInt(100);
            int row = open(leads);
            // As many come as are won and lost, and amounts rise as often as they fall: left running, the pipeline
            // neither
            // swells nor dries up.
            if (row < 0 || kind < 14) {
                arrives(leads);
                return true;
            }
            int id = leads.id(row);
            int owner = leads.reference(row, "user_id");
            Transaction transaction = new Transaction(database, owner == 0 ? Records.USER : owner, database.now());
            if (kind < 50) {
                moves(transaction, leads, row);
            } else if (kind < 62) {
                double factor = 1 + (random.nextInt(7) - 3) / 10.0;
                double amount =
                        Math.max(1_000, Math.round(leads.decimal(row, "expected_revenue") * factor / 250) * 250);
                transaction.write("crm.lead", new int[] {id}, Map.of("expected_revenue", amount));
            } else if (kind < 68) {
                LeadLife.win(transaction, new int[] {id});
            } else if (kind < 76) {
                LeadLife.lose(transaction, new int[] {id}, Map.of("lost_reason_id", 1 + random.nextInt(5)));
            } else if (kind < 80) {
                changesHands(transaction, leads, row);
            } else if (kind < 92) {
                done(transaction);
            } else {
                plans(transaction, leads, row);
            }
            return true;
        });
    }

    /** An open deal, rather a recent one; -1 when some hundred guesses found none. */
    private int open(Table leads) {
        int rows = leads.rows();
        for (int tries = 0; tries < 400 && rows > 0; tries++) {
            double fraction = 1 - Math.pow(random.nextDouble(), 2);
            int row = Math.min(rows - 1, (int) (fraction * rows));
            if (Diary.isOpen(leads, row)) {
                return row;
            }
        }
        return -1;
    }

    private void arrives(Table leads) {
        // A regular customer asks again: owner, team and contact are those of an earlier deal.
        int rows = leads.rows();
        int model = -1;
        for (int tries = 0; tries < 50 && model < 0; tries++) {
            int row = random.nextInt(Math.max(1, rows));
            boolean fits = rows > 0 && leads.lives(row) && works(leads.reference(row, "user_id"));
            model = fits ? row : -1;
        }
        if (model < 0) {
            return;
        }
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("name", Names.deal(random));
        values.put("type", "opportunity");
        values.put("expected_revenue", (double) (4 + random.nextInt(120)) * 500);
        for (String field : List.of("user_id", "team_id", "company_id", "partner_id", "country_id")) {
            int id = leads.reference(model, field);
            values.put(field, id == 0 ? (Object) false : Integer.valueOf(id));
        }
        for (String field : List.of("partner_name", "contact_name", "email_from", "phone", "city")) {
            values.put(field, leads.text(model, field));
        }
        values.put("date_deadline", today().plusDays(20 + random.nextInt(60)));
        new Transaction(database, leads.reference(model, "user_id"), database.now()).create("crm.lead", values);
    }

    private void moves(Transaction transaction, Table leads, int row) {
        int stage = leads.reference(row, "stage_id");
        boolean back = stage > 1 && random.nextInt(6) == 0;
        int next = Math.clamp(back ? stage - 1L : stage + 1L, 1, Foundations.WON - 1);
        transaction.write("crm.lead", new int[] {leads.id(row)}, Map.of("stage_id", next == stage ? 2 : next));
    }

    private void changesHands(Transaction transaction, Table leads, int row) {
        Table users = database.table("res.users");
        int team = leads.reference(row, "team_id");
        int[] colleagues = IntStream.range(0, users.rows())
                .filter(user -> users.lives(user)
                        && users.flag(user, "active")
                        && team != 0
                        && users.reference(user, "sale_team_id") == team)
                .map(users::id)
                .toArray();
        if (colleagues.length > 0) {
            int heir = colleagues[random.nextInt(colleagues.length)];
            transaction.write("crm.lead", new int[] {leads.id(row)}, Map.of("user_id", heir));
        }
    }

    private void done(Transaction transaction) {
        Table activities = database.table("mail.activity");
        for (int tries = 0; tries < 50 && activities.count() > 0; tries++) {
            int row = random.nextInt(activities.rows());
            if (activities.lives(row)) {
                transaction.unlink("mail.activity", new int[] {activities.id(row)});
                return;
            }
        }
    }

    private void plans(Transaction transaction, Table leads, int row) {
        int owner = leads.reference(row, "user_id");
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("activity_type_id", 1 + random.nextInt(4));
        values.put("summary", "Next step");
        values.put("date_deadline", today().plusDays(random.nextInt(14)));
        values.put("user_id", owner == 0 ? Records.USER : owner);
        values.put("res_model", "crm.lead");
        values.put("res_model_id", 1);
        values.put("res_id", leads.id(row));
        values.put("res_name", leads.text(row, "name"));
        transaction.create("mail.activity", values);
    }

    private boolean works(int user) {
        Table users = database.table("res.users");
        int row = users.row(user);
        return row >= 0 && users.flag(row, "active");
    }

    private LocalDate today() {
        return LocalDate.ofInstant(Instant.ofEpochSecond(database.now()), ZoneOffset.UTC);
    }

    @Override
    public void close() {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }
}
