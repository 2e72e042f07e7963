package dev.sightline.server.platform;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows as CSV (RFC 4180), safe to open in a spreadsheet: a text that begins like a formula stays text. For one thread. */
public final class Csv {
    public static final String CONTENT_TYPE = "text/csv;charset=UTF-8";

    /** What makes a spreadsheet take a cell for a formula; the last four are the full-width forms of the first. */
    private static final String FORMULA = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

    private final CsvWriter csv;

    public Csv(Writer out) {
        this.csv = CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(out);
    }

    /**
     * @param cells texts, which are made harmless; numbers, days and instants, which stand as they are, decimals without an exponent;
     *     null for an empty cell
     */
    public void row(List<? extends @Nullable Object> cells) {
        csv.writeRecord(cells.stream().map(Csv::written).toArray(String[]::new));
    }

    public void flush() throws IOException {
        csv.flush();
    }

    private static String written(@Nullable Object cell) {
        if (cell == null) {
            return "";
        }
        return cell instanceof String text
                ? harmless(text)
                : cell instanceof BigDecimal number ? number.toPlainString() : cell.toString();
    }

    private static String harmless(String text) {
        return !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }
}
