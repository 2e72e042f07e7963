package dev.sightline.server.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.ServerTest;
import dev.sightline.server.identity.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** R4: what the database says of its tables: which are whose, and the words of the policies that hold organisations apart. */
class PoliciesIT extends ServerTest {
    /** Tables whose rows can be read outside of their organisation, and why that is harmless. */
    private static final Map<String, String> EXCEPTIONS = Map.of(
            "public.organizations",
            "background work has to know which organisations there are; it holds no secrets",
            "public.event_log_heads",
            "background work finds out who has events; a row says how many, nothing else");

    /** Tables of no organisation, and why none can have them to itself. */
    private static final Map<String, String> OF_NOBODY = Map.of(
            "public.identities", "a person, in whatever organisations; seen for the one e-mail that is worked for",
            "public.second_factors", "the person's as the password is; seen for the one e-mail that is worked for",
            "public.recovery_codes", "the person's as the password is; seen for the one e-mail that is worked for",
            "public.known_devices", "hashes; the e-mail behind one may be in several organisations",
            "public.sign_in_failures", "hashes; the e-mail behind one may be nobody's",
            "public.projection_editions", "which editions of the views there are, for all together",
            "public.projection_beginnings", "since when there is a projection, for all together");

    private static final String OWN =
            "(organization_id = ( SELECT (NULLIF(current_setting('sightline.organization'::text, true),"
                    + " ''::text))::integer AS \"nullif\"))";

    private static final String SIGNING_IN =
            "( SELECT NULLIF(current_setting('sightline.sign_in'::text, true), ''::text) AS \"nullif\")";

    private static final String OF_THE_PERSON =
            "(identity_id IN ( SELECT i.identity_id\n   FROM identities i\n  WHERE (i.email_key = " + SIGNING_IN
                    + ")))";

    /** Policies beside the one that each table has, as they say themselves what they open: {@link Policy#toString}. */
    private static final List<String> OTHER_POLICIES = List.of(
            "public.accounts.sign_in for SELECT: (lower(email) = " + SIGNING_IN + ") check null",
            "public.event_log_heads.everyone_reads for SELECT: true check null",
            "public.event_log_heads.organization_deletes for DELETE: " + OWN + " check null",
            "public.event_log_heads.organization_inserts for INSERT: null check " + OWN,
            "public.event_log_heads.organization_updates for UPDATE: " + OWN + " check " + OWN,
            "public.identities.sign_in for ALL: (email_key = " + SIGNING_IN + ") check (lower(email) = " + SIGNING_IN
                    + ")",
            "public.recovery_codes.sign_in for ALL: " + OF_THE_PERSON + " check " + OF_THE_PERSON,
            "public.second_factors.sign_in for ALL: " + OF_THE_PERSON + " check " + OF_THE_PERSON,
            "public.sign_in_domains.sign_in for SELECT: (domain = "
                    + SIGNING_IN.replace("sightline.sign_in", "sightline.sign_in_domain") + ") check null");

    /** Functions that run with the rights of their owner, and what bounds them. */
    private static final Map<String, String> AS_OWNER =
            Map.of("delete_organization", "looks itself whether the organisation's time is over");

    @Autowired
    private JdbcClient jdbc;

    @Test
    void every_table_of_an_organisation_has_forced_row_level_security_and_a_policy_of_exactly_these_words() {
        List<String> wrong = new ArrayList<>();
        Set<String> others = new TreeSet<>();
        withEveryEdition(() -> {
            Map<String, List<Policy>> policies = policies();
            List<Table> tables = tables();
            assertThat(tables).extracting(Table::schema).contains("public", "sales_next", "sales_previous");
            for (Table table : tables) {
                List<Policy> own = policies.getOrDefault(table.toString(), List.of());
                own.stream()
                        .filter(policy -> !policy.name().equals("organization"))
                        .forEach(policy -> others.add(policy.toString()));
                boolean keptApart = table.ofOrganization() && !EXCEPTIONS.containsKey(table.toString());
                // Without force, policies bind nobody who owns the table.
                if (!own.isEmpty() && !table.forced()
                        || keptApart && own.stream().noneMatch(Policy::keepsToOneOrganization)) {
                    wrong.add(table + (table.forced() ? "" : ", not forced") + ": " + own);
                }
            }
        });
        assertThat(wrong).isEmpty();
        assertThat(others).containsExactlyInAnyOrderElementsOf(OTHER_POLICIES);
    }

    @Test
    void what_is_of_no_organisation_is_known() {
        assertThat(tables().stream().filter(Table::reachable).filter(table -> !table.ofOrganization()))
                .extracting(Table::toString)
                .containsExactlyInAnyOrderElementsOf(OF_NOBODY.keySet());
    }

    @Test
    void nothing_else_that_can_be_reached_looks_with_the_rights_of_whoever_made_it() {
        assertThat(jdbc.sql("""
                        SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                        WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND (c.relkind IN ('m', 'f')
                            OR c.relkind = 'v' AND NOT coalesce('security_invoker=true' = ANY (c.reloptions), false))
                        """).query(String.class).list()).isEmpty();
        assertThat(jdbc.sql("""
                        SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                        WHERE p.prosecdef AND n.nspname <> 'pg_catalog'
                        """).query(String.class).list()).containsExactlyElementsOf(AS_OWNER.keySet());
    }

    @Test
    void every_such_table_leads_its_primary_key_with_the_organisation() {
        List<String> others = jdbc.sql("""
                        SELECT c.relname
                        FROM pg_class c
                            JOIN pg_namespace n ON n.oid = c.relnamespace
                            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id'
                            LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
                        WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT a.attisdropped
                            AND i.indkey[0] IS DISTINCT FROM a.attnum
                        """).query(String.class).list();
        assertThat(others).isEmpty();
    }

    /** With the next and the previous edition of each projection that can have one, in schemas of their own. */
    private void withEveryEdition(Runnable look) {
        String operator = signIn(account(organizations.own(), Role.ADMIN));
        String place = "/api/v2/operations/projections";
        List<String> projections = get(place, operator)
                .body()
                .get("items")
                .valueStream()
                .filter(each -> each.get("rebuildable").asBoolean())
                .map(each -> place + "/" + each.get("name").asString())
                .toList();
        try {
            projections.forEach(each -> begin(each, operator));
            projections.forEach(each -> await(
                    each + " can be promoted",
                    () -> post(each + "/promote", "{}", operator).status() == 200));
            projections.forEach(each -> begin(each, operator));
            look.run();
        } finally {
            for (String each : projections) {
                send("DELETE", each + "/editions/next", null, operator);
                send("DELETE", each + "/editions/previous", null, operator);
            }
        }
    }

    private void begin(String projection, String operator) {
        Response begun = post(projection + "/rebuild", "{}", operator);
        assertThat(begun.status()).as(begun.text()).isEqualTo(202);
    }

    /** @param ofOrganization whether its rows say whose they are */
    private record Table(String schema, String name, boolean ofOrganization, boolean forced, boolean reachable) {
        @Override
        public String toString() {
            return schema + "." + name;
        }
    }

    /** Of every schema that is not PostgreSQL's own, whether or not the application can get at it. */
    private List<Table> tables() {
        return jdbc.sql("""
                        SELECT n.nspname, c.relname, c.relrowsecurity AND c.relforcerowsecurity AS forced,
                               EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid
                                       AND a.attname = 'organization_id' AND NOT a.attisdropped) AS of_organization,
                               has_schema_privilege(n.oid, 'USAGE')
                                   AND (has_table_privilege(c.oid, 'SELECT, INSERT, UPDATE, DELETE')
                                        OR has_any_column_privilege(c.oid, 'SELECT, INSERT, UPDATE')) AS reachable
                        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                        WHERE c.relkind IN ('r', 'p') AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
                        ORDER BY 1, 2
                        """)
                .query((row, number) -> new Table(
                        row.getString("nspname"),
                        row.getString("relname"),
                        row.getBoolean("of_organization"),
                        row.getBoolean("forced"),
                        row.getBoolean("reachable")))
                .list();
    }

    private record Policy(
            String table,
            String name,
            String permissive,
            String command,
            String roles,
            @Nullable String using,
            @Nullable String check) {

        /** Where no check is given, what can be read is also what can be written. */
        boolean keepsToOneOrganization() {
            return name.equals("organization")
                    && permissive.equals("PERMISSIVE")
                    && command.equals("ALL")
                    && roles.equals("{public}")
                    && OWN.equals(using)
                    && (check == null || check.equals(OWN));
        }

        @Override
        public String toString() {
            return "%s.%s for %s: %s check %s".formatted(table, name, command, using, check);
        }
    }

    private Map<String, List<Policy>> policies() {
        return jdbc
                .sql("SELECT * FROM pg_policies ORDER BY schemaname, tablename, policyname")
                .query((row, number) -> new Policy(
                        row.getString("schemaname") + "." + row.getString("tablename"),
                        row.getString("policyname"),
                        row.getString("permissive"),
                        row.getString("cmd"),
                        row.getString("roles"),
                        row.getString("qual"),
                        row.getString("with_check")))
                .list()
                .stream()
                .collect(Collectors.groupingBy(Policy::table));
    }
}
