package dev.sightline.server.tenancy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
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

/**
 * Several questions that PostgreSQL answers in one round trip, and in one transaction of the organisation. Where each statement
 * takes a fraction of a millisecond, the trips are what a request costs. Confined to one thread; good for one {@link #go}.
 *
 * <pre>{@code
 * OneTrip trip = transactions.trip(organization);
 * Supplier<List<String>> names = trip.ask("SELECT name FROM crm_stages", Map.of(), (row, n) -> row.getString(1));
 * trip.go();
 * names.get();
 * }</pre>
 */
public final class OneTrip {
    private final JdbcTemplate jdbc;
    private final StringBuilder sql;
    private final List<@Nullable Object> params = new ArrayList<>();
    private final List<Question<?>> questions = new ArrayList<>();

    OneTrip(JdbcTemplate jdbc, String enter, String organization) {
        this.jdbc = jdbc;
        this.sql = new StringBuilder(enter);
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

    /**
     * Adds a question; its answer is there after {@link #go}.
     *
     * @param query one SELECT with named parameters
     */
    public <T> Supplier<List<T>> ask(String query, Map<String, ? extends @Nullable Object> named, RowMapper<T> mapper) {
        ParsedSql parsed = NamedParameterUtils.parseSqlStatement(query);
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

    /** Asks. Statements that are sent together without a transaction around them are one by PostgreSQL's own rules. */
    public void go() {
        jdbc.execute((Connection connection) -> connection.prepareStatement(sql.toString()), this::read);
    }

    private boolean read(PreparedStatement statement) throws SQLException {
        for (int i = 0; i < params.size(); i++) {
            StatementCreatorUtils.setParameterValue(statement, i + 1, SqlTypeValue.TYPE_UNKNOWN, params.get(i));
        }
        statement.execute();
        for (Question<?> question : questions) {
            statement.getMoreResults();
            try (ResultSet answer = statement.getResultSet()) {
                question.read(answer);
            }
        }
        return true;
    }
}
