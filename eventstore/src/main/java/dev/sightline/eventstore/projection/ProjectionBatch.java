package dev.sightline.eventstore.projection;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.RecordedEvent;
import java.sql.Connection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Consecutive events of one organisation and the transaction to apply them in. Also carries what one part of a
 * {@link CompositeProjection} tells the parts behind it, by type. Confined to one thread.
 */
public final class ProjectionBatch {
    private final OrganizationId organization;
    private final Connection connection;
    private final List<RecordedEvent> events;
    private final Map<Class<?>, Object> shared = new HashMap<>();

    public ProjectionBatch(OrganizationId organization, Connection connection, List<RecordedEvent> events) {
        this.organization = organization;
        this.connection = connection;
        this.events = List.copyOf(events);
    }

    public OrganizationId organization() {
        return organization;
    }

    /** Inside the batch's transaction, with the organisation set for row-level security. */
    public Connection connection() {
        return connection;
    }

    public List<RecordedEvent> events() {
        return events;
    }

    /** Leaves a value for the parts behind. */
    public <T> void share(Class<T> type, T value) {
        shared.put(type, value);
    }

    /** What an earlier part left. */
    public <T> Optional<T> shared(Class<T> type) {
        return Optional.ofNullable(type.cast(shared.get(type)));
    }

    /** What an earlier part left, or else a new value that the parts behind will find. */
    public <T> T sharedOr(Class<T> type, Supplier<T> make) {
        return type.cast(shared.computeIfAbsent(type, key -> make.get()));
    }
}
