package dev.sightline.server.identity;

import dev.sightline.eventstore.EventStore;
import dev.sightline.eventstore.seal.LogDump;
import dev.sightline.server.tenancy.Organization;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.io.BufferedWriter;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.sql.DataSource;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * An organisation as a ZIP: {@code settings.json} (the organisation, its accounts, keys, sign-in providers and its connection to an Odoo of its
 * own, without passwords and secrets) and {@code log.txt}, its whole log with its seals, from which every view can be made again. Thread-safe; bounded memory.
 */
@Component
class OrganizationExport {
    private final DataSource database;
    private final EventStore log;
    private final OrganizationTransactions transactions;
    private final ApiKeys keys;
    private final List<ExportedSettings> others;
    private final JsonMapper json;

    OrganizationExport(
            DataSource database,
            EventStore log,
            OrganizationTransactions transactions,
            ApiKeys keys,
            List<ExportedSettings> others,
            JsonMapper json) {
        this.database = database;
        this.log = log;
        this.transactions = transactions;
        this.keys = keys;
        this.others = others;
        this.json = json;
    }

    void write(Organization organization, OutputStream out) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(new Unclosed(out))) {
            zip.putNextEntry(new ZipEntry("settings.json"));
            zip.write(json.writerWithDefaultPrettyPrinter()
                    .writeValueAsString(settings(organization))
                    .getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
            zip.putNextEntry(new ZipEntry("log.txt"));
            Writer lines = new BufferedWriter(new OutputStreamWriter(zip, StandardCharsets.UTF_8));
            LogDump.write(database, log, organization.id(), lines);
            lines.flush();
            zip.closeEntry();
        }
    }

    private Map<String, Object> settings(Organization organization) {
        List<Account> accounts = transactions.read(
                organization.id(),
                jdbc -> jdbc.sql("""
                        SELECT %s FROM accounts WHERE organization_id = :organization ORDER BY lower(email), account_id
                        """.formatted(Accounts.COLUMNS))
                        .param("organization", organization.id().value())
                        .query(Accounts::map)
                        .list());
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("organization", organization);
        settings.put("accounts", accounts);
        settings.put("api_keys", keys.all(organization.id()));
        others.forEach(each -> settings.put(each.name(), each.all(organization.id())));
        return settings;
    }

    /** The answer is closed by whoever opened it. */
    private static final class Unclosed extends FilterOutputStream {
        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
