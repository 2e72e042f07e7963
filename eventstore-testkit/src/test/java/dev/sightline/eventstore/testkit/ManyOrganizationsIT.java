package dev.sightline.eventstore.testkit;

import static dev.sightline.eventstore.testkit.TestEvents.append;
import static dev.sightline.eventstore.testkit.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.sightline.eventstore.EventStoreSchema;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.PostgresEventStore;
import dev.sightline.eventstore.projection.EngineSettings;
import dev.sightline.eventstore.projection.ProjectionEngine;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A thousand organisations do not mean a thousand connections. */
class ManyOrganizationsIT {
    private static final int ORGANIZATIONS = 1_000;
    private static final int CONNECTIONS = 10;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String APPLICATION = "few-connections";

    @AutoClose
    private final TestDatabase database = TestDatabase.fresh("tally", owner -> {
        EventStoreSchema.install(owner);
        Tally.createTable(owner);
    });

    @AutoClose
    private final HikariDataSource few = few();

    @Test
    void a_thousand_organisations_append_and_project_over_ten_connections() throws Exception {
        PostgresEventStore store = new PostgresEventStore(few, Clock.systemUTC());
        int most = 0;
        try (ProjectionEngine engine =
                        new ProjectionEngine(few, List.of(new Tally()), EngineSettings.defaults(), Clock.systemUTC());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            engine.start();
            List<Future<Boolean>> all = new ArrayList<>();
            for (int n = 1; n <= ORGANIZATIONS; n++) {
                OrganizationId organization = new OrganizationId(n);
                all.add(threads.submit(() -> {
                    for (int i = 0; i < 3; i++) {
                        store.append(organization, List.of(append("a/1", event("x", "{}"))));
                    }
                    return engine.awaitPosition(Tally.NAME, organization, 3, PATIENCE);
                }));
            }
            while (all.stream().anyMatch(each -> !each.isDone())) {
                most = Math.max(most, connections());
                TimeUnit.MILLISECONDS.sleep(20); // how often it is looked at; nothing waits for it
            }
            for (Future<Boolean> each : all) {
                assertThat(each.get()).isTrue();
            }
        }
        assertThat(most).isBetween(2, CONNECTIONS);
        assertThat(tallied())
                .isEqualTo(IntStream.rangeClosed(1, ORGANIZATIONS)
                        .mapToObj(n -> n + " {1,2,3}")
                        .toList());
    }

    private HikariDataSource few() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.jdbcUrl());
        config.setUsername(database.user());
        config.setPassword(database.password());
        config.addDataSourceProperty("ApplicationName", APPLICATION);
        config.setConnectionInitSql("SET ROLE sightline_app");
        config.setMaximumPoolSize(CONNECTIONS);
        config.setConnectionTimeout(PATIENCE.toMillis());
        return new HikariDataSource(config);
    }

    private int connections() throws SQLException {
        try (Connection owner = database.owner().getConnection();
                PreparedStatement select =
                        owner.prepareStatement("SELECT count(*) FROM pg_stat_activity WHERE application_name = ?")) {
            select.setString(1, APPLICATION);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    private List<String> tallied() throws SQLException {
        try (Connection owner = database.owner().getConnection();
                Statement statement = owner.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT organization_id || ' ' || positions::text FROM tally ORDER BY organization_id")) {
            List<String> all = new ArrayList<>();
            while (rows.next()) {
                all.add(rows.getString(1));
            }
            return all;
        }
    }
}
