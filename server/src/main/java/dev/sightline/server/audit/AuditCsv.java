package dev.sightline.server.audit;

import dev.sightline.server.audit.FindActions.Item;
import dev.sightline.server.platform.Csv;
import java.io.IOException;
import java.io.Writer;
import java.util.Arrays;
import java.util.List;

/** Recorded actions as {@link Csv}. For one thread. */
final class AuditCsv {
    private final Csv csv;

    AuditCsv(Writer out) {
        this.csv = new Csv(out);
        csv.row(List.of(
                "position",
                "at",
                "action",
                "outcome",
                "reason",
                "actor_id",
                "actor_email",
                "address",
                "user_agent",
                "request_id",
                "on_kind",
                "on_id",
                "on_name",
                "detail"));
    }

    void write(Item item) {
        csv.row(Arrays.asList(
                item.position(),
                item.at(),
                item.action(),
                item.outcome(),
                item.reason(),
                item.actor().accountId(),
                item.actor().email(),
                item.from().address(),
                item.from().userAgent(),
                item.from().requestId(),
                item.on().kind(),
                item.on().id(),
                item.on().name(),
                item.detail()));
    }

    void flush() throws IOException {
        csv.flush();
    }
}
