package dev.sightline.eventstore.projection;

import dev.sightline.eventstore.OrganizationId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Several projections under one checkpoint: their tables are always at the same position, and a later part may use what
 * an earlier one wrote or shared. Each part sees each batch whole, in the order given. Immutable.
 */
public final class CompositeProjection implements Projection {
    private final String name;
    private final List<Projection> parts;
    private final Set<String> eventTypes;
    private final List<String> tables;

    public CompositeProjection(String name, List<? extends Projection> parts) {
        this.name = name;
        this.parts = List.copyOf(parts);
        boolean wantsAll =
                this.parts.stream().anyMatch(part -> part.eventTypes().isEmpty());
        Set<String> wanted = new LinkedHashSet<>();
        if (!wantsAll) {
            this.parts.forEach(part -> wanted.addAll(part.eventTypes()));
        }
        this.eventTypes = Set.copyOf(wanted);
        this.tables = this.parts.stream()
                .flatMap(part -> part.tables().stream())
                .distinct()
                .toList();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Set<String> eventTypes() {
        return eventTypes;
    }

    /** Of all parts; what several parts write into is named by each of them. */
    @Override
    public List<String> tables() {
        return tables;
    }

    /** Rises with that of any part. */
    @Override
    public int version() {
        return parts.stream().mapToInt(Projection::version).sum();
    }

    /** Where one part's effects go outside, none can be repeated. */
    @Override
    public boolean replayable() {
        return parts.stream().allMatch(Projection::replayable);
    }

    @Override
    public void apply(ProjectionBatch batch) throws SQLException {
        for (Projection part : parts) {
            part.apply(batch);
        }
    }

    @Override
    public void reset(Connection transaction, OrganizationId organization) throws SQLException {
        for (Projection part : parts.reversed()) {
            part.reset(transaction, organization);
        }
    }
}
