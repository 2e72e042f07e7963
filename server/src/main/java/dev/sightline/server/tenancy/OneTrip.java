package dev.sightline.server.tenancy;

import dev.sightline.server.platform.Questions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.SqlTypeValue;
import org.springframework.jdbc.core.StatementCreatorUtils;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterUtils;
import org.springframework.jdbc.core.namedparam.ParsedSql;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.ConcurrentLruCache;

/**
 * Several questions that PostgreSQL answers in one round trip, from one snapshot and in one transaction of the organisation. Where each
 * statement takes a fraction of a millisecond, the trips and the planning are what a request costs. So each statement is
 * planned once per connection, whatever its parameters: a question whose best plan depends on them is to be asked in other
 * words. Confined to one thread; good for one {@link #go}; not within another transaction.
 *
 * <pre>{@code
 * OneTrip trip = transactions.trip(organization);
 * Supplier<List<String>> names = trip.ask("SELECT name FROM crm_stages", Map.of(), (row, n) -> row.getString(1));
 * trip.go();
 * names.get();
 * }</pre>
 */
public final class OneTrip implements Questions {
    private static final String BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    /**
     * Has each statement of the rest of a transaction planned for any parameters. Also where these are an organisation that the statistics do
     * not know yet: planned for it alone, it passes for one row, and every index that begins with the organisation for as good.
     */
    public static final String KEEP_PLANS = "SELECT set_config('plan_cache_mode', 'force_generic_plan', true)";
    /** Results before the first answer: of BEGIN, of entering the organisation, of the setting for plans. */
    private static final int BEFORE_ANSWERS = 3;

    private static final ConcurrentLruCache<String, ParsedSql> PARSED =
            new ConcurrentLruCache<>(256, NamedParameterUtils::parseSqlStatement);

    private final JdbcTemplate jdbc;
    private final StringBuilder sql;
    private final List<@Nullable Object> params = new ArrayList<>();
    private final List<Question<?>> questions = new ArrayList<>();

    OneTrip(JdbcTemplate jdbc, String enter, String organization) {
        this.jdbc = jdbc;
        this.sql = new StringBuilder(4096)
                .append(BEGIN)
                .append(";\n")
                .append(enter)
                .append(";\n")
                .append(KEEP_PLANS);
        this.params.add(organization);
    }

    private static final class Question<T> {
        private final RowMapper<T> mapper;
        private @Nullable List<T> rows;

        Question(RowMapper<T> mapper) {
            this.mapper = mapper;
        }

        void read(ResultSet answer) throws SQLException {
            List<T> read = new ArrayList<>();
            while (answer.next()) {
                read.add(mapper.mapRow(answer, read.size()));
            }
            rows = read;
        }

        List<T> rows() {
            if (rows == null) {
                throw new IllegalStateException("the trip has not been made");
            }
            return rows;
        }
    }

    /** Adds a question; its answer is there after {@link #go}. */
    @Override
    public <T> Supplier<List<T>> ask(String query, Map<String, ? extends @Nullable Object> named, RowMapper<T> mapper) {
        ParsedSql parsed = PARSED.get(query);
        MapSqlParameterSource source = new MapSqlParameterSource(named);
        sql.append(";\n").append(NamedParameterUtils.substituteNamedParameters(parsed, source));
        for (Object value : NamedParameterUtils.buildValueArray(parsed, source, null)) {
            params.add(
                    value instanceof org.springframework.jdbc.core.SqlParameterValue typed ? typed.getValue() : value);
        }
        Question<T> question = new Question<>(mapper);
        questions.add(question);
        return question::rows;
    }

    /** Asks. */
    public void go() {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("the trip would end the transaction that is under way");
        }
        sql.append(";\nCOMMIT");
        jdbc.execute((Connection connection) -> connection.prepareStatement(sql.toString()), this::read);
    }

    private boolean read(PreparedStatement statement) throws SQLException {
        for (int i = 0; i < params.size(); i++) {
            StatementCreatorUtils.setParameterValue(statement, i + 1, SqlTypeValue.TYPE_UNKNOWN, params.get(i));
        }
        try {
            statement.execute();
        } catch (SQLException e) {
            leave(statement.getConnection(), e);
            throw e;
        }
        for (int i = 1; i < BEFORE_ANSWERS; i++) {
            statement.getMoreResults();
        }
        for (Question<?> question : questions) {
            statement.getMoreResults();
            try (ResultSet answer = statement.getResultSet()) {
                question.read(answer);
            }
        }
        return true;
    }

    /** What fails before COMMIT leaves the transaction open, of which the pool knows nothing. */
    private static void leave(Connection connection, SQLException failure) {
        try (Statement end = connection.createStatement()) {
            end.execute("ROLLBACK");
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }
}
