package dev.sightline.server.tenancy;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.platform.SightlineSettings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.Month;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The tenants. The one that the settings describe exists from the start on. Thread-safe; what was found by id is remembered
 * for some seconds.
 */
@Component
public class Organizations implements InitializingBean {
    private static final String COLUMNS =
            "organization_id, slug, name, currency, zone, fiscal_year_start, status, delete_after";

    private static final String SELECT = "SELECT " + COLUMNS + " FROM organizations";
    /** How old an answer may be: another process may have changed it. Who gets in is asked with each request anyway. */
    private static final Duration FRESH = Duration.ofSeconds(10);

    private final JdbcClient jdbc;
    private final SightlineSettings settings;
    private final Clock clock;
    private final ConcurrentMap<OrganizationId, Known> known = new ConcurrentHashMap<>();

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
        Known remembered = known.get(id);
        if (remembered != null && remembered.at.plus(FRESH).isAfter(clock.instant())) {
            return Optional.of(remembered.organization);
        }
        Optional<Organization> found = jdbc.sql(SELECT + " WHERE organization_id = ?")
                .param(id.value())
                .query(Organizations::map)
                .optional();
        found.ifPresentOrElse(this::remember, () -> known.remove(id));
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
                        RETURNING %s
                        """.formatted(COLUMNS))
                .param("slug", slug)
                .param("name", name)
                .param("currency", currency)
                .param("zone", zone.getId())
                .param("fiscal_year_start", fiscalYearStart.getValue())
                .param("now", now())
                .query(Organizations::map)
                .single();
        return remember(organization);
    }

    /** Makes a new one; empty where the slug is taken. */
    public Optional<Organization> create(
            String slug, String name, String currency, ZoneId zone, Month fiscalYearStart) {
        return jdbc.sql("""
                        INSERT INTO organizations (slug, name, currency, zone, fiscal_year_start, created_at)
                        VALUES (:slug, :name, :currency, :zone, :fiscal_year_start, :now)
                        ON CONFLICT (slug) DO NOTHING
                        RETURNING %s
                        """.formatted(COLUMNS))
                .param("slug", slug)
                .param("name", name)
                .param("currency", currency)
                .param("zone", zone.getId())
                .param("fiscal_year_start", fiscalYearStart.getValue())
                .param("now", now())
                .query(Organizations::map)
                .optional()
                .map(this::remember);
    }

    /**
     * @param deleteAfter when all of it is removed; given with {@code DELETING} alone
     * @return empty where it is not in the state {@code from} any more
     */
    public Optional<Organization> setStatus(
            OrganizationId id, Organization.Status from, Organization.Status to, @Nullable Instant deleteAfter) {
        return jdbc.sql("""
                        UPDATE organizations SET status = :to, delete_after = :after
                        WHERE organization_id = :id AND status = :from
                        RETURNING %s
                        """.formatted(COLUMNS))
                .param("to", to.name())
                .param("after", deleteAfter == null ? null : deleteAfter.atOffset(ZoneOffset.UTC))
                .param("id", id.value())
                .param("from", from.name())
                .query(Organizations::map)
                .optional()
                .map(this::remember);
    }

    /** Removes every row there is of an organisation whose time is over; false where it is not, or another was faster. */
    boolean delete(OrganizationId id) {
        known.remove(id);
        return jdbc.sql("SELECT delete_organization(:id, :now)")
                .param("id", id.value())
                .param("now", now())
                .query(Boolean.class)
                .single();
    }

    private Organization remember(Organization organization) {
        known.put(organization.id(), new Known(organization, clock.instant()));
        return organization;
    }

    private record Known(Organization organization, Instant at) {}

    private OffsetDateTime now() {
        return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private static Organization map(ResultSet row, int number) throws SQLException {
        OffsetDateTime deleteAfter = row.getObject("delete_after", OffsetDateTime.class);
        return new Organization(
                new OrganizationId(row.getInt("organization_id")),
                row.getString("slug"),
                row.getString("name"),
                row.getString("currency"),
                ZoneId.of(row.getString("zone")),
                Month.of(row.getInt("fiscal_year_start")),
                Organization.Status.valueOf(row.getString("status")),
                deleteAfter == null ? null : deleteAfter.toInstant());
    }
}
