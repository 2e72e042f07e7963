package dev.sightline.server.platform;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;

/** Where questions to the database are put that are to be answered together. Confined to one thread. */
public interface Questions {

    /**
     * Adds a question.
     *
     * @param query one SELECT with named parameters
     * @return the rows, once all questions have been asked; before, it throws {@link IllegalStateException}
     */
    <T> Supplier<List<T>> ask(String query, Map<String, ? extends @Nullable Object> named, RowMapper<T> mapper);
}
