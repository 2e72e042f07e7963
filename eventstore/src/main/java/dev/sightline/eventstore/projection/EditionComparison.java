package dev.sightline.eventstore.projection;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.OrganizationTransaction;
import dev.sightline.eventstore.projection.EditionAnswer.Reason;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import javax.sql.DataSource;

/**
 * Compares an edition with what serves, for one organisation. Both checkpoints are held until a second transaction has its
 * snapshot, no longer: the comparison itself keeps nobody waiting. For one comparison.
 */
final class EditionComparison {
    private static final int ATTEMPTS = 50;
    /** What may be left to apply while the workers stand still. */
    private static final long CATCH_UP = 5_000;

    private final DataSource application;
    private final Projection projection;
    private final EngineSettings settings;
    private final Edition other;
    private final OrganizationId organization;

    EditionComparison(
            DataSource application,
            Projection projection,
            EngineSettings settings,
            Edition other,
            OrganizationId organization) {
        this.application = application;
        this.projection = projection;
        this.settings = settings;
        this.other = other;
        this.organization = organization;
    }

    EditionDiff run(int samples) throws SQLException {
        try (Connection reader = application.getConnection()) {
            reader.setAutoCommit(false);
            int isolation = reader.getTransactionIsolation();
            reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try {
                for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                    OptionalLong position = meet(reader);
                    if (position.isPresent()) {
                        return compare(reader, position.getAsLong(), samples);
                    }
                }
                throw new EditionRefused(Reason.BUSY, "the two editions never stood at one position");
            } finally {
                reader.rollback();
                reader.setTransactionIsolation(isolation);
            }
        }
    }

    /** Takes the reader's snapshot where both stand at one position, and tells it; else brings them nearer. */
    private OptionalLong meet(Connection reader) throws SQLException {
        return OrganizationTransaction.run(application, organization, transaction -> {
            if (!EditionTables.fits(transaction, projection, other)) {
                throw new EditionRefused(Reason.OUTDATED, EditionTables.UNFIT);
            }
            long serving = lock(transaction, Edition.SERVING);
            long position = lock(transaction, other);
            EditionTables.hold(transaction, projection, other);
            if (serving == position) {
                OrganizationTransaction.enter(reader, organization);
                return OptionalLong.of(position);
            }
            if (Math.abs(serving - position) > CATCH_UP) {
                throw new EditionRefused(
                        Reason.BEHIND, "the edition stands at position " + position + ", what serves at " + serving);
            }
            Edition behind = serving < position ? Edition.SERVING : other;
            EditionRows.requireOwnVersion(transaction, projection, behind);
            new BatchApplication(application, projection, behind, organization, settings)
                    .applyUpTo(transaction, Math.max(serving, position));
            return OptionalLong.empty();
        });
    }

    private long lock(Connection transaction, Edition edition) throws SQLException {
        String checkpoint = edition.checkpointOf(projection.name());
        return Checkpoints.lock(transaction, checkpoint, organization, settings.longestPause());
    }

    private EditionDiff compare(Connection reader, long position, int samples) throws SQLException {
        ServingTables serving = ServingTables.of(reader, projection);
        List<EditionDiff.Table> tables = new ArrayList<>();
        for (String name : serving.names()) {
            tables.add(compare(
                    reader,
                    name,
                    SqlNames.qualified(serving.schema(), name),
                    SqlNames.qualified(other.schemaOf(projection.name()), name),
                    samples));
        }
        return new EditionDiff(position, tables);
    }

    private EditionDiff.Table compare(Connection reader, String name, String serving, String edition, int samples)
            throws SQLException {
        String sql = """
                WITH serving AS (SELECT to_jsonb(t) - 'organization_id' AS content FROM %s t WHERE organization_id = %d),
                     edition AS (SELECT to_jsonb(t) - 'organization_id' AS content FROM %s t WHERE organization_id = %d),
                     only_serving AS (SELECT content FROM serving EXCEPT ALL SELECT content FROM edition),
                     only_edition AS (SELECT content FROM edition EXCEPT ALL SELECT content FROM serving)
                SELECT (SELECT count(*) FROM serving), (SELECT count(*) FROM edition),
                       (SELECT count(*) FROM only_serving), (SELECT count(*) FROM only_edition),
                       ARRAY(SELECT content::text FROM only_serving ORDER BY content LIMIT ?),
                       ARRAY(SELECT content::text FROM only_edition ORDER BY content LIMIT ?)
                """.formatted(serving, organization.value(), edition, organization.value());
        try (PreparedStatement select = reader.prepareStatement(sql)) {
            select.setInt(1, samples);
            select.setInt(2, samples);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return new EditionDiff.Table(
                        name,
                        row.getLong(1),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        texts(row, 5),
                        texts(row, 6));
            }
        }
    }

    private static List<String> texts(ResultSet row, int column) throws SQLException {
        return Arrays.asList((String[]) row.getArray(column).getArray());
    }
}
