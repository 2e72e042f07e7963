package dev.sightline.server.tenancy;

import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

/** Transactions of organisations for tests that start no server. */
public final class TestTransactions {
    private TestTransactions() {}

    public static OrganizationTransactions on(DataSource database) {
        return new OrganizationTransactions(database, new DataSourceTransactionManager(database));
    }
}
