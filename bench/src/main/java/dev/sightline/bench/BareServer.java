package dev.sightline.bench;

import com.zaxxer.hikari.HikariDataSource;
import dev.sightline.server.access.Scope;
import dev.sightline.server.access.Visibility;
import dev.sightline.server.access.Visibility.Condition;
import dev.sightline.server.platform.Open;
import dev.sightline.server.platform.Permission;
import dev.sightline.server.platform.Requires;
import dev.sightline.server.platform.SightlineSettings;
import dev.sightline.server.tenancy.OrganizationTransactions;
import dev.sightline.server.tenancy.Organizations;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * The server as it is, with a request that reads one opportunity in two ways: as all of the API's are answered, and with nothing that asks who
 * is asking. The second way exists in this program alone; the server has no switch for it.
 */
public final class BareServer {
    static final String GUARDED = "/api/v2/bench/opportunity";
    static final String BARE = "/bench/opportunity";
    static final String BARE_CONSTANT = "/bench/constant";
    private static final String SELECT = "SELECT o.id, o.name, o.expected_revenue FROM opportunity_view o WHERE ";

    private BareServer() {}

    record Row(String id, String name, BigDecimal expectedRevenue) {
        static Row map(ResultSet row, int number) throws SQLException {
            return new Row(row.getString("id"), row.getString("name"), row.getBigDecimal("expected_revenue"));
        }
    }

    /** Behind the whole chain: token, session, scope, and row-level security within a transaction, as the API reads one record. */
    @RestController
    static class Guarded {
        private final OrganizationTransactions transactions;

        Guarded(OrganizationTransactions transactions) {
            this.transactions = transactions;
        }

        @Requires(Permission.VIEW_RECORDS)
        @GetMapping(GUARDED)
        Row opportunity(Scope viewer, @RequestParam String id) {
            Condition visible = Visibility.visibleOne(viewer, "o");
            Map<String, Object> params = new HashMap<>(visible.params());
            params.put("id", id);
            return transactions
                    .ask(viewer.organization(), SELECT + visible.sql() + " AND o.id = :id", params, Row::map)
                    .getFirst();
        }
    }

    /** The same row, by a user whom row-level security does not hold, in no transaction, for whoever asks. */
    @RestController
    static class Bare {
        private final JdbcClient jdbc;
        private final int organization;

        Bare(SightlineSettings settings, Organizations organizations) {
            HikariDataSource pool = new HikariDataSource();
            pool.setJdbcUrl(settings.database().url());
            pool.setUsername(settings.database().user());
            pool.setPassword(settings.database().password().value());
            pool.setMaximumPoolSize(2);
            this.jdbc = JdbcClient.create(pool);
            this.organization = organizations.own().id().value();
        }

        @Open("it is measured what a request takes without security, in a program of its own")
        @GetMapping(BARE)
        Row opportunity(@RequestParam String id) {
            return jdbc.sql(SELECT + "o.organization_id = :organization AND o.id = :id")
                    .param("organization", organization)
                    .param("id", id)
                    .query(Row::map)
                    .single();
        }

        @Open("as above")
        @GetMapping(BARE_CONSTANT)
        MeasuredServer.Constant.Answer constant() {
            return new MeasuredServer.Constant.Answer("constant");
        }
    }

    /** No filter of Spring Security runs for the bare requests. */
    @Configuration(proxyBeanMethods = false)
    static class NoDoors {
        @Bean
        @Order(Ordered.HIGHEST_PRECEDENCE)
        SecurityFilterChain nothing() {
            return new DefaultSecurityFilterChain(
                    PathPatternRequestMatcher.withDefaults().matcher("/bench/**"));
        }
    }

    public static void main(String[] arguments) throws IOException {
        MeasuredServer.serve(MeasuredServer.Constant.class, Guarded.class, Bare.class, NoDoors.class);
    }
}
