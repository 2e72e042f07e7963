package dev.sightline.server.odoo.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.testkit.TestDatabase;
import dev.sightline.server.ServerDatabase;
import dev.sightline.server.odoo.jobs.Leases.Lease;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The leases of a process, all on one connection, beside those of another process. */
class LeasesIT {
    private static final OrganizationId ACME = new OrganizationId(1);
    private static final OrganizationId OTHER = new OrganizationId(2);

    @AutoClose
    private final TestDatabase database = ServerDatabase.fresh();

    @AutoClose
    private final HikariDataSource pool = pool();

    @AutoClose
    private final HikariDataSource otherPool = pool();

    private final AtomicLong time = new AtomicLong();

    @AutoClose
    private final Leases leases = new Leases(pool, time::get);

    @AutoClose
    private final Leases others = new Leases(otherPool, time::get);

    private HikariDataSource pool() {
        HikariDataSource made = new HikariDataSource();
        made.setJdbcUrl(database.jdbcUrl());
        made.setUsername(database.user());
        made.setPassword(database.password());
        made.setMaximumPoolSize(2);
        made.setConnectionTimeout(5_000);
        return made;
    }

    private int inUse() {
        return pool.getHikariPoolMXBean().getActiveConnections();
    }

    @Test
    void hundredsTakeOneConnectionAndGiveItBack() throws SQLException {
        List<Lease> held = new ArrayList<>();
        for (int i = 1; i <= 300; i++) {
            held.add(leases.take(new OrganizationId(i)).orElseThrow());
        }
        assertThat(inUse()).isOne();
        assertThat(leases.count()).isEqualTo(300);
        assertThat(others.take(new OrganizationId(150))).isEmpty();

        held.get(149).close();
        assertThat(others.take(new OrganizationId(150))).isPresent();
        assertThat(others.take(new OrganizationId(151))).isEmpty();
        held.forEach(Lease::close);
        assertThat(leases.count()).isZero();
        assertThat(inUse()).isZero();
        assertThat(others.take(new OrganizationId(151))).isPresent();
    }

    @Test
    void aLeaseIsTakenOnceInAProcessAndOnceInAll() throws SQLException {
        Lease lease = leases.take(ACME).orElseThrow();
        assertThat(lease.held()).isTrue();
        assertThat(leases.take(ACME)).isEmpty();
        assertThat(others.take(ACME)).isEmpty();
        assertThat(otherPool.getHikariPoolMXBean().getActiveConnections())
                .as("in vain, and so without a connection")
                .isZero();

        lease.close();
        lease.close();
        assertThat(lease.held()).isFalse();
        Lease theirs = others.take(ACME).orElseThrow();
        lease.close();
        assertThat(theirs.held()).isTrue();
        assertThat(leases.take(ACME)).isEmpty();
    }

    @Test
    void whereTheConnectionBreaksAllAreLostAndItIsNoticed() throws SQLException {
        Lease acme = leases.take(ACME).orElseThrow();
        Lease other = leases.take(OTHER).orElseThrow();
        breakConnections();
        assertThat(others.take(ACME)).as("free for others").isPresent();

        time.addAndGet(TimeUnit.SECONDS.toNanos(2));
        assertThat(acme.held()).isFalse();
        assertThat(other.held()).isFalse();
        assertThat(leases.count()).isZero();
        assertThat(leases.take(ACME)).as("another process has it now").isEmpty();
        Lease again = leases.take(OTHER).orElseThrow();
        other.close();
        assertThat(again.held()).as("what was lost gives nothing back").isTrue();
        assertThat(others.take(OTHER)).isEmpty();
    }

    @Test
    void whoTakesOneOnABrokenConnectionGetsItOnANewOne() throws SQLException {
        Lease acme = leases.take(ACME).orElseThrow();
        breakConnections();
        // Not a second has gone by: the connection is believed to be there.
        Lease other = leases.take(OTHER).orElseThrow();
        assertThat(other.held()).isTrue();
        assertThat(acme.held()).isFalse();
        assertThat(others.take(OTHER)).isEmpty();
        assertThat(others.take(ACME)).isPresent();
    }

    @Test
    void theEndOfTheProcessEndsThem() throws SQLException {
        Lease acme = leases.take(ACME).orElseThrow();
        leases.close();
        assertThat(acme.held()).isFalse();
        assertThat(others.take(ACME)).isPresent();
        assertThat(inUse()).isZero();
    }

    /** Those that hold locks of the first process; as a restart of PostgreSQL would. */
    private void breakConnections() {
        int ended = JdbcClient.create(database.owner())
                .sql("""
                        SELECT count(*) FILTER (WHERE pg_terminate_backend(pid, 10000)) FROM (
                            SELECT DISTINCT pid FROM pg_locks
                            WHERE locktype = 'advisory' AND classid = 20892
                              AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS holders
                        """)
                .query(Integer.class)
                .single();
        assertThat(ended).isOne();
    }
}
