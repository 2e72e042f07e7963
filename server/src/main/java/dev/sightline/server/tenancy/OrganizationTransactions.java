package dev.sightline.server.tenancy;

import dev.sightline.eventstore.OrganizationId;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The only way to the database for work of one organisation: a transaction in which row-level security shows and accepts
 * that organisation's rows alone. Thread-safe. The work runs on the calling thread; an exception rolls back.
 */
@Component
public class OrganizationTransactions {
    /** The PostgreSQL setting that the row-level security policies read; set for one transaction. */
    private static final String ENTER = "SELECT set_config('sightline.organization', ?, true)";

    private final DataSource dataSource;
    private final JdbcClient jdbc;
    private final JdbcTemplate template;
    private final TransactionTemplate reading;
    private final TransactionTemplate writing;

    OrganizationTransactions(DataSource dataSource, PlatformTransactionManager transactions) {
        this.dataSource = dataSource;
        this.template = new JdbcTemplate(dataSource);
        this.jdbc = JdbcClient.create(template);
        this.reading = new TransactionTemplate(transactions);
        this.reading.setReadOnly(true);
        this.writing = new TransactionTemplate(transactions);
    }

    /** Runs queries. */
    public <T> T read(OrganizationId organization, Function<JdbcClient, T> work) {
        return run(reading, organization, work);
    }

    /** Runs changes; commits when {@code work} returns. */
    public <T> T write(OrganizationId organization, Function<JdbcClient, T> work) {
        return run(writing, organization, work);
    }

    /** Questions that are asked at once, for answers that take many small statements. */
    public OneTrip trip(OrganizationId organization) {
        return new OneTrip(template, ENTER, organization.toString());
    }

    /** Asks one question, in one round trip where {@link #read} takes three; what {@link OneTrip} says holds here too. */
    public <T> List<T> ask(
            OrganizationId organization,
            String query,
            Map<String, ? extends @Nullable Object> named,
            RowMapper<T> mapper) {
        OneTrip trip = trip(organization);
        Supplier<List<T>> rows = trip.ask(query, named, mapper);
        trip.go();
        return rows.get();
    }

    /** The JDBC connection of the transaction that the caller's thread is in, for the event store and bulk statements. */
    public Connection connection() {
        return DataSourceUtils.getConnection(dataSource);
    }

    private <T> T run(TransactionTemplate transaction, OrganizationId organization, Function<JdbcClient, T> work) {
        return transaction.execute(status -> {
            jdbc.sql(ENTER).param(organization.toString()).query(String.class).single();
            return work.apply(jdbc);
        });
    }
}
