package dev.sightline.server.tenancy;

import dev.sightline.server.platform.Questions;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Questions within a transaction that is under way, each answered when it is asked. Confined to the transaction's thread. */
public record AskedAtOnce(JdbcClient jdbc) implements Questions {
    @Override
    public <T> Supplier<List<T>> ask(String query, Map<String, ? extends @Nullable Object> named, RowMapper<T> mapper) {
        List<T> rows = jdbc.sql(query).params(named).query(mapper).list();
        return () -> rows;
    }
}
