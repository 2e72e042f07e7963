package dev.sightline.server.odoo.jobs;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.odoo.client.Endpoint;
import dev.sightline.server.odoo.client.Limits;
import dev.sightline.server.odoo.sync.SyncRun;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;

/** A process of its own that syncs once: to be killed. Arguments: JDBC URL, user, password, organisation, Odoo, database. */
final class SyncChild {
    private SyncChild() {}

    public static void main(String[] args) throws Exception {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(args[0]);
        config.setUsername(args[1]);
        config.setPassword(args[2]);
        config.setMaximumPoolSize(4);
        config.setConnectionInitSql("SET ROLE sightline_app");
        OrganizationId organization = new OrganizationId(Integer.parseInt(args[3]));
        try (HikariDataSource database = new HikariDataSource(config);
                Connector connector = new Connector(database, Clock.systemUTC(), Limits.DEFAULT)) {
            connector.connect(organization, new Endpoint(URI.create(args[4]), args[5], "admin", "admin"));
            connector.jobs.request(organization, SyncRequest.of(SyncRun.Kind.INCREMENTAL, "child"));
            System.out.println("begun");
            connector.jobs.awaitIdle(organization, Duration.ofMinutes(5));
        }
    }
}
