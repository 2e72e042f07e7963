package dev.sightline.server.crm.lists;

import dev.sightline.server.access.Scope;
import dev.sightline.server.access.Visibility;
import dev.sightline.server.access.Visibility.Condition;
import dev.sightline.server.access.Visibility.Look;
import dev.sightline.server.access.Visibility.Part;
import dev.sightline.server.platform.Refused;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Whose records are asked for: {@code scope} (mine, team, both) and {@code person}, someone the viewer may see. Immutable.
 *
 * @param person person id; null for the viewer
 */
public record Whose(Part part, @Nullable String person) {
    private static final int MAX_ID = 300;

    /** @throws Refused 400 for another word than mine, team or both */
    public static Whose parse(@Nullable String scope, @Nullable String person) {
        Part part = scope == null
                ? Part.BOTH
                : Choice.of("scope", scope, Part.values(), word -> word.name().toLowerCase(Locale.ROOT));
        if (person != null && (person.isEmpty() || person.length() > MAX_ID)) {
            throw Refused.notFound("person");
        }
        return new Whose(part, person);
    }

    /** The condition on a table with {@code organization_id}, {@code owner_id} and {@code team_id}. */
    public Condition condition(Scope scope, String alias, Look look) {
        return person == null
                ? Visibility.part(scope, part, alias, look)
                : Visibility.part(scope, part, person, alias, look);
    }

    /**
     * Checks that the viewer may ask.
     *
     * @return about how many people are below the person asked for
     * @throws Refused 404 where the person is not the viewer or below, and the viewer does not see all
     */
    public int check(JdbcClient jdbc, Scope scope) {
        if (person == null || person.equals(scope.viewerId())) {
            return scope.reports();
        }
        return jdbc.sql("""
                        SELECT p.total_reports FROM user_profiles p
                        WHERE p.organization_id = :organization AND p.person_id = :person
                          AND (:all OR EXISTS (SELECT 1 FROM user_access_matrix m
                                               WHERE m.organization_id = p.organization_id
                                                 AND m.viewer_id = :viewer AND m.owner_id = p.person_id))
                        """)
                .param("organization", scope.organization().value())
                .param("person", person)
                .param("all", scope.all())
                .param("viewer", scope.viewerId() == null ? "" : scope.viewerId())
                .query(Integer.class)
                .optional()
                .orElseThrow(() -> Refused.notFound("person"));
    }
}
