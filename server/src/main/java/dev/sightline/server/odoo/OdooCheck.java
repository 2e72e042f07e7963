package dev.sightline.server.odoo;

import dev.sightline.server.odoo.client.Endpoint;
import dev.sightline.server.odoo.client.Limits;
import dev.sightline.server.odoo.client.OdooClient;
import dev.sightline.server.odoo.client.OdooException;
import dev.sightline.server.odoo.connections.CheckedModel;
import dev.sightline.server.odoo.sync.SyncModel;
import java.io.PrintStream;

/**
 * {@code odoo check}: tries a connection as the sync would use it, without a server or a database, and prints a table of
 * what may be read.
 */
public final class OdooCheck {
    private static final String ROW = "%-22s %-26s %10s  %s%n";

    private final PrintStream out;

    private OdooCheck(PrintStream out) {
        this.out = out;
    }

    /** Answers the exit code: 0 where everything that is needed can be read. */
    public static int run(Endpoint endpoint, PrintStream out) {
        try (OdooClient client = OdooClient.connect(endpoint, Limits.DEFAULT)) {
            return new OdooCheck(out).table(client) ? 0 : 1;
        } catch (OdooException e) {
            out.println(e.getMessage());
            return 1;
        }
    }

    private boolean table(OdooClient client) {
        out.printf(
                "Odoo %s at %s, database %s, over %s, as user %d%n%n",
                client.version().text(),
                client.endpoint().host(),
                client.endpoint().database(),
                client.protocol(),
                client.uid());
        out.printf(ROW, "Model", "What", "Records", "Access");
        boolean good = true;
        for (CheckedModel checked : CheckedModel.all(client)) {
            row(checked);
            good &= checked.goodEnough();
        }
        out.println();
        out.println(good ? "Everything that is needed can be read." : "Something that is needed cannot be read.");
        return good;
    }

    private void row(CheckedModel checked) {
        SyncModel model = checked.model();
        if (checked.readable()) {
            String missing = checked.missing().isEmpty() ? "" : ", without " + String.join(", ", checked.missing());
            out.printf(ROW, model.model(), model.label(), checked.records(), checked.fields() + " fields" + missing);
        } else {
            out.printf(
                    ROW,
                    model.model(),
                    model.label(),
                    "-",
                    (model.required() ? "NEEDED: " : "left out: ") + checked.problem());
        }
    }
}
