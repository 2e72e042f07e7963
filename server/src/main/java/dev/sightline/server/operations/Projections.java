package dev.sightline.server.operations;

import dev.sightline.eventstore.projection.CompositeProjection;
import dev.sightline.eventstore.projection.Projection;
import dev.sightline.server.platform.Refused;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * The projections that have a checkpoint of their own: every {@link CompositeProjection} bean. Other projection beans are
 * parts of one of these. Immutable.
 */
@Component
class Projections {
    private final List<CompositeProjection> all;
    private final List<String> names;

    Projections(ObjectProvider<CompositeProjection> all) {
        this.all = all.orderedStream().toList();
        this.names = this.all.stream().map(Projection::name).toList();
    }

    List<Projection> all() {
        return List.copyOf(all);
    }

    /** @throws Refused 404, where there is none of the name */
    Projection named(String name) {
        return all.stream()
                .filter(projection -> projection.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Refused.notFound("projection"));
    }

    List<String> names() {
        return names;
    }
}
