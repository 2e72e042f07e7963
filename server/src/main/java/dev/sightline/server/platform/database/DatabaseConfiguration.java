package dev.sightline.server.platform.database;

import com.zaxxer.hikari.HikariDataSource;
import dev.sightline.postgres.EmbeddedPostgres;
import dev.sightline.server.platform.OwnerDatabase;
import dev.sightline.server.platform.Secret;
import dev.sightline.server.platform.SightlineSettings;
import java.nio.file.Path;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The way to the database. The schema is brought up to date, by the connecting user, before anybody gets a connection;
 * then every connection of the pool steps down to the role {@code sightline_app}, which owns nothing, cannot change
 * events, and is held by row-level security.
 */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {
    private static final Logger log = LoggerFactory.getLogger(DatabaseConfiguration.class);

    @Bean(destroyMethod = "close")
    DatabaseAddress databaseAddress(
            SightlineSettings settings, @Value("${sightline.background:true}") boolean serving) {
        SightlineSettings.Database given = settings.database();
        if (!given.embedded()) {
            return new DatabaseAddress(given.url(), given.user(), given.password(), null);
        }
        Path folder = settings.home().toAbsolutePath().normalize().resolve("postgres");
        if (!serving) {
            // A verb, perhaps beside a server that has the folder.
            Optional<DatabaseAddress> running = RunningPostgres.in(folder);
            if (running.isPresent()) {
                return running.get();
            }
        }
        log.info("Starting PostgreSQL in {}", folder);
        EmbeddedPostgres postgres = EmbeddedPostgres.in(folder)
                .option("shared_buffers", "128MB")
                .option("max_connections", "60")
                // It goes with the last bean that uses it: the log is sealed once more at the end.
                .withoutShutdownHook()
                .start();
        return new DatabaseAddress(postgres.jdbcUrl(), postgres.user(), new Secret(postgres.password()), postgres);
    }

    @Bean
    HikariDataSource dataSource(DatabaseAddress address, SightlineSettings settings) {
        migrate(address);
        HikariDataSource pool = new HikariDataSource();
        pool.setPoolName("sightline");
        pool.setJdbcUrl(address.url());
        pool.setUsername(address.user());
        pool.setPassword(address.password().value());
        pool.setConnectionInitSql("SET ROLE sightline_app");
        pool.setMaximumPoolSize(settings.database().poolSize());
        pool.setMinimumIdle(Math.min(2, settings.database().poolSize()));
        pool.setConnectionTimeout(10_000);
        pool.addDataSourceProperty("ApplicationName", "sightline");
        pool.addDataSourceProperty("reWriteBatchedInserts", "true");
        // A connection that died without a word would hold up an organisation's appends for good.
        pool.addDataSourceProperty("tcpKeepAlive", "true");
        return pool;
    }

    /** After the migrations, as {@link #dataSource}. */
    @Bean
    OwnerDatabase ownerDatabase(DatabaseAddress address, HikariDataSource migrated) {
        PGSimpleDataSource connections = new PGSimpleDataSource();
        connections.setUrl(address.url());
        connections.setUser(address.user());
        connections.setPassword(address.password().value());
        connections.setApplicationName("sightline-owner");
        return new OwnerDatabase(connections);
    }

    private static void migrate(DatabaseAddress address) {
        Flyway.configure()
                .dataSource(address.url(), address.user(), address.password().value())
                .locations("classpath:dev/sightline/eventstore/db", "classpath:db/migration")
                .validateMigrationNaming(true)
                .load()
                .migrate();
    }
}
