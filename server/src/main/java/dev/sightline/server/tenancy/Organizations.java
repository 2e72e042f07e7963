package dev.sightline.server.tenancy;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.platform.SightlineSettings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Month;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The tenants. The one that the settings describe exists from the start on. Thread-safe; what was found is remembered
 * for the life of the process, because only a start changes an organisation.
 */
@Component
public class Organizations implements InitializingBean {
    private static final String SELECT = """
            SELECT organization_id, slug, name, currency, zone, fiscal_year_start
            FROM organizations
            """;

    private final JdbcClient jdbc;
    private final SightlineSettings settings;
    private final Clock clock;
    private final ConcurrentMap<OrganizationId, Organization> known = new ConcurrentHashMap<>();

    Organizations(JdbcClient jdbc, SightlineSettings settings, Clock clock) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public void afterPropertiesSet() {
        SightlineSettings.OrganizationSettings wanted = settings.organization();
        ensure(wanted.slug(), wanted.name(), wanted.currency(), wanted.zoneId(), wanted.fiscalYearStartMonth());
    }

    /** The organisation that the settings name: the one that the settings' Odoo belongs to. */
    public Organization own() {
        return bySlug(settings.organization().slug()).orElseThrow();
    }

    public Optional<Organization> find(OrganizationId id) {
        Organization remembered = known.get(id);
        if (remembered != null) {
            return Optional.of(remembered);
        }
        Optional<Organization> found = jdbc.sql(SELECT + " WHERE organization_id = ?")
                .param(id.value())
                .query(Organizations::map)
                .optional();
        found.ifPresent(organization -> known.put(id, organization));
        return found;
    }

    /**
     * The organisation of someone who has signed in.
     *
     * @throws IllegalStateException where there is none, which cannot happen to a signed-in person
     */
    public Organization get(OrganizationId id) {
        return find(id).orElseThrow(() -> new IllegalStateException("there is no organisation " + id));
    }

    public Optional<Organization> bySlug(String slug) {
        return jdbc.sql(SELECT + " WHERE slug = ?")
                .param(slug)
                .query(Organizations::map)
                .optional();
    }

    /** All of them, oldest first. */
    public List<Organization> all() {
        return jdbc.sql(SELECT + " ORDER BY organization_id")
                .query(Organizations::map)
                .list();
    }

    /** Makes the organisation, or brings what is said of it up to date. */
    public Organization ensure(String slug, String name, String currency, ZoneId zone, Month fiscalYearStart) {
        Organization organization = jdbc.sql("""
                        INSERT INTO organizations (slug, name, currency, zone, fiscal_year_start, created_at)
                        VALUES (:slug, :name, :currency, :zone, :fiscal_year_start, :now)
                        ON CONFLICT (slug) DO UPDATE
                        SET name = EXCLUDED.name, currency = EXCLUDED.currency, zone = EXCLUDED.zone,
                            fiscal_year_start = EXCLUDED.fiscal_year_start
                        RETURNING organization_id, slug, name, currency, zone, fiscal_year_start
                        """)
                .param("slug", slug)
                .param("name", name)
                .param("currency", currency)
                .param("zone", zone.getId())
                .param("fiscal_year_start", fiscalYearStart.getValue())
                .param("now", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                .query(Organizations::map)
                .single();
        known.put(organization.id(), organization);
        return organization;
    }

    private static Organization map(ResultSet row, int number) throws SQLException {
        return new Organization(
                new OrganizationId(row.getInt("organization_id")),
                row.getString("slug"),
                row.getString("name"),
                row.getString("currency"),
                ZoneId.of(row.getString("zone")),
                Month.of(row.getInt("fiscal_year_start")));
    }
}
