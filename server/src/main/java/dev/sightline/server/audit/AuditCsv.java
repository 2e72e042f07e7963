package dev.sightline.server.audit;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.sightline.server.audit.FindActions.Item;
import java.io.IOException;
import java.io.Writer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Recorded actions as CSV (RFC 4180), safe to open in a spreadsheet. For one thread. */
final class AuditCsv {
    /** What makes a spreadsheet take a cell for a formula. */
    private static final String FORMULA = "=+-@\t\r";

    private final CsvWriter csv;

    AuditCsv(Writer out) {
        this.csv = CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(out);
        csv.writeRecord(
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
                "detail");
    }

    void write(Item item) {
        @Nullable
        String[] cells = {
            Long.toString(item.position()),
            item.at().toString(),
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
            item.detail()
        };
        csv.writeRecord(Arrays.stream(cells).map(AuditCsv::harmless).toArray(String[]::new));
    }

    void flush() throws IOException {
        csv.flush();
    }

    static String harmless(@Nullable String cell) {
        if (cell == null || cell.isEmpty()) {
            return "";
        }
        return FORMULA.indexOf(cell.charAt(0)) >= 0 ? "'" + cell : cell;
    }
}
