package dev.sightline.server.odoo.connections;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.secret.SecretBox;
import dev.sightline.eventstore.secret.UnreadableSecret;
import dev.sightline.server.odoo.client.Endpoint;
import dev.sightline.server.platform.AuditEntry;
import dev.sightline.server.platform.AuditLog;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.Ids;
import dev.sightline.server.platform.Refused;
import dev.sightline.server.platform.Secret;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The connections that organisations have made themselves, at most one each. Thread-safe. */
@Component
public class Connections {
    private static final String WHAT = "connection of the organisation's own";
    private static final String SELECT = """
            SELECT organization_id, connection_id, url, database, login, key, changed_at, changed_by FROM odoo_connections
            WHERE organization_id = :organization
            """;

    private final OrganizationTransactions transactions;
    private final JdbcClient jdbc;
    private final SecretBox box;
    private final AuditLog audit;
    private final Ids ids;
    private final Clock clock;

    Connections(
            OrganizationTransactions transactions,
            JdbcClient jdbc,
            SecretBox box,
            AuditLog audit,
            Ids ids,
            Clock clock) {
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.box = box;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    /** Those of all organisations. */
    public List<Connection> all() {
        return jdbc.sql("""
                        SELECT organization_id, connection_id, url, database, login, key, changed_at, changed_by
                        FROM odoo_connections_of_all()
                        """).query(Connections::map).list();
    }

    /**
     * Where it is and how to sign in there.
     *
     * @throws UnreadableSecret where the master key that its key was enclosed with is gone
     */
    public Endpoint endpoint(Connection connection) {
        return new Endpoint(
                connection.url(),
                connection.database(),
                connection.login(),
                key(connection).value());
    }

    /** @throws UnreadableSecret as {@link #endpoint} */
    Secret key(Connection connection) {
        return new Secret(new String(
                box.open(
                        connection.organization(),
                        purpose(connection.id()),
                        connection.key().bytes()),
                StandardCharsets.UTF_8));
    }

    public Optional<Connection> find(OrganizationId organization) {
        return transactions.read(organization, jdbc -> one(jdbc, organization, ""));
    }

    /** Keeps it in the place of the one there was. */
    Connection keep(OrganizationId organization, ConnectionForm form, Secret key, UUID account, Caller by) {
        return transactions.write(organization, jdbc -> {
            UUID id = one(jdbc, organization, "FOR UPDATE").map(Connection::id).orElseGet(ids::next);
            Connection kept = jdbc.sql("""
                            INSERT INTO odoo_connections (organization_id, connection_id, url, database, login, key, changed_at,
                                changed_by)
                            VALUES (:organization, :id, :url, :database, :login, :key, :now, :by)
                            ON CONFLICT (organization_id, connection_id) DO UPDATE
                            SET url = EXCLUDED.url, database = EXCLUDED.database, login = EXCLUDED.login, key = EXCLUDED.key,
                                changed_at = EXCLUDED.changed_at, changed_by = EXCLUDED.changed_by
                            RETURNING organization_id, connection_id, url, database, login, key, changed_at, changed_by
                            """)
                    .param("organization", organization.value())
                    .param("id", id)
                    .param("url", form.url().toString())
                    .param("database", form.database())
                    .param("login", form.login())
                    .param(
                            "key",
                            box.enclose(organization, purpose(id), key.value().getBytes(StandardCharsets.UTF_8)))
                    .param("now", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                    .param("by", account)
                    .query(Connections::map)
                    .single();
            audit.record(organization, entry("changed", kept, by));
            return kept;
        });
    }

    /** What was read stays. @throws Refused 404 */
    public void remove(OrganizationId organization, Caller by) {
        transactions.write(organization, jdbc -> {
            Connection removed = one(jdbc, organization, "FOR UPDATE").orElseThrow(() -> Refused.notFound(WHAT));
            jdbc.sql("DELETE FROM odoo_connections WHERE organization_id = :organization")
                    .param("organization", organization.value())
                    .update();
            audit.record(organization, entry("removed", removed, by));
            return true;
        });
    }

    private static AuditEntry entry(String what, Connection connection, Caller by) {
        return AuditEntry.of("sync.connection_" + what, by)
                .on("odoo_connection", connection.id().toString(), connection.host())
                .detail(connection.host() + ", database " + connection.database());
    }

    static String purpose(UUID id) {
        return "odoo-connection/" + id;
    }

    private static Optional<Connection> one(JdbcClient jdbc, OrganizationId organization, String lock) {
        return jdbc.sql(SELECT + lock)
                .param("organization", organization.value())
                .query(Connections::map)
                .optional();
    }

    private static Connection map(ResultSet row, int number) throws SQLException {
        return new Connection(
                new OrganizationId(row.getInt(1)),
                row.getObject(2, UUID.class),
                URI.create(row.getString(3)),
                row.getString(4),
                row.getString(5),
                new Connection.Envelope(row.getBytes(6)),
                row.getObject(7, OffsetDateTime.class).toInstant(),
                row.getObject(8, UUID.class));
    }
}
