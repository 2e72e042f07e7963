package dev.sightline.server.crm.lists;

import dev.sightline.server.access.Scope;
import dev.sightline.server.platform.AuditEntry;
import dev.sightline.server.platform.AuditLog;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.Csv;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/**
 * Lists that are taken along as CSV, all rows of them, in bounded memory. The rows go to a file without a name on this machine before
 * the first is handed out: no connection to the database waits for whoever fetches them, the audit log says how many there are
 * before anybody has one, and what fails is a problem and not half a file. Thread-safe.
 */
@Component
public class ListExports {
    /** How many rows a query for all of them is to have in memory. */
    public static final int ROWS_AT_ONCE = 1000;

    /** Excel takes a file for UTF-8 that begins with it. */
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final AuditLog audit;

    ListExports(AuditLog audit) {
        this.audit = audit;
    }

    /** The rows of a list; all of them as they were at one moment. */
    @FunctionalInterface
    public interface AllRows<T> {
        void each(Consumer<T> taker);
    }

    /**
     * @param list its name, also of the file
     * @param filters for the audit log, from {@link #filters}
     */
    public <T> ResponseEntity<Resource> answer(
            Scope viewer, Caller caller, String list, String filters, List<ExportColumn<T>> columns, AllRows<T> rows) {
        try {
            FileChannel file = withoutName();
            boolean written = false;
            try {
                long count = write(file, columns, rows);
                audit.record(
                        viewer.organization(),
                        AuditEntry.of("records.exported", caller)
                                .on("list", list, null)
                                .detail(count + (count == 1 ? " row" : " rows") + filters));
                ResponseEntity<Resource> answer = ResponseEntity.ok()
                        .header(HttpHeaders.CONTENT_TYPE, Csv.CONTENT_TYPE)
                        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + list + ".csv\"")
                        .header(HttpHeaders.CACHE_CONTROL, "no-store")
                        .contentLength(file.size())
                        .body(new InputStreamResource(Channels.newInputStream(file.position(0))));
                written = true;
                return answer;
            } finally {
                if (!written) {
                    file.close();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The list cannot be written to a file", e);
        }
    }

    /**
     * What was asked for, in the words of the request.
     *
     * @param namesAndValues in turn; one without a value is left out. Nothing that somebody searches for belongs in it: it may be
     *     somebody's name, and the log is kept for good
     */
    public static String filters(@Nullable String... namesAndValues) {
        StringBuilder said = new StringBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i + 1] != null) {
                said.append(said.isEmpty() ? "; " : ", ")
                        .append(namesAndValues[i])
                        .append('=')
                        .append(namesAndValues[i + 1]);
            }
        }
        return said.toString();
    }

    /** Whether a search narrowed the list, for {@link #filters}; not what was searched for. */
    public static @Nullable String searched(List<String> words) {
        return words.isEmpty() ? null : "yes";
    }

    private static <T> long write(FileChannel file, List<ExportColumn<T>> columns, AllRows<T> rows) throws IOException {
        Writer out = new BufferedWriter(new OutputStreamWriter(Channels.newOutputStream(file), StandardCharsets.UTF_8));
        out.write(BYTE_ORDER_MARK);
        Csv csv = new Csv(out);
        csv.row(columns.stream().map(ExportColumn::heading).toList());
        long[] count = {0};
        rows.each(row -> {
            csv.row(columns.stream().map(column -> column.value().apply(row)).toList());
            count[0]++;
        });
        csv.flush();
        return count[0];
    }

    /** Only the owner of this process can read it, and nobody finds it: it is unlinked as soon as it is open, and gone with the process. */
    private static FileChannel withoutName() throws IOException {
        Path place = Files.createTempFile("sightline-list", ".csv");
        return FileChannel.open(
                place, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
    }
}
