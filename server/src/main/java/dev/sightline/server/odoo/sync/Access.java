package dev.sightline.server.odoo.sync;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.odoo.client.Domain;
import dev.sightline.server.odoo.client.OdooClient;
import dev.sightline.server.odoo.client.OdooException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/**
 * Whom Odoo takes us for and which companies that user may see, the user's own first: it becomes the company that
 * company-dependent values are read for.
 */
record Access(long reader, List<Long> companies) {

    static Access ask(OdooClient client) {
        List<JsonNode> found;
        try {
            found = client.searchRead(
                    "res.users",
                    Domain.ALL.and("id", "=", client.uid()),
                    List.of("company_id", "company_ids"),
                    1,
                    Map.of());
        } catch (OdooException.NoAccess | OdooException.ReadFailed e) {
            found = List.of();
        }
        Set<Long> companies = new LinkedHashSet<>();
        for (JsonNode user : found) {
            JsonNode own = user.path("company_id");
            JsonNode id = own.isArray() ? own.path(0) : own;
            if (id.isIntegralNumber()) {
                companies.add(id.longValue());
            }
            List<Long> others = new ArrayList<>();
            for (JsonNode each : user.path("company_ids").values()) {
                if (each.isIntegralNumber()) {
                    others.add(each.longValue());
                }
            }
            others.stream().sorted().forEach(companies::add);
        }
        return new Access(client.uid(), List.copyOf(companies));
    }

    /** Without it, the record rules would cover the user's own company only. */
    Map<String, Object> context() {
        return companies.isEmpty() ? Map.of() : Map.of("allowed_company_ids", companies);
    }

    /**
     * Compares with what was seen before and remembers it.
     *
     * @param confirmed takes the present access as the right one
     * @return whether vanished records prove nothing, because we may see less than when we read them
     */
    boolean shrank(JdbcClient jdbc, OrganizationId organization, boolean confirmed, Instant now) {
        SyncStates.SyncState state = SyncStates.load(jdbc, organization);
        Set<Long> seen = new HashSet<>(companies);
        boolean same = state.reader() == null || (state.reader() == reader && seen.containsAll(state.companies()));
        String subject = organization.toString();
        if (same || confirmed) {
            SyncStates.access(jdbc, organization, reader, seen, null);
            SyncIssues.clear(jdbc, organization, List.of(SyncIssues.ACCESS_SHRANK), "source", List.of(subject));
            return false;
        }
        SyncStates.access(
                jdbc,
                organization,
                state.reader() == null ? reader : state.reader(),
                state.companies(),
                state.brakedSince() == null ? now : state.brakedSince());
        Set<Long> missing = new HashSet<>(state.companies());
        missing.removeAll(seen);
        SyncIssues.raise(
                jdbc,
                organization,
                SyncIssues.ACCESS_SHRANK,
                "source",
                subject,
                Map.of(
                        "companies_no_longer_visible",
                        missing,
                        "other_user",
                        state.reader() != null && state.reader() != reader),
                now);
        return true;
    }
}
