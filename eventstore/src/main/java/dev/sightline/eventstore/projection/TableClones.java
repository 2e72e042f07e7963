package dev.sightline.eventstore.projection;

import dev.sightline.eventstore.projection.EditionAnswer.Reason;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Empty copies of tables in another schema: columns, defaults, checks, indexes and constraints under the same names, storage
 * parameters, row-level security, policies and grants. For a transaction of the owner. Stateless.
 */
final class TableClones {
    private TableClones() {}

    /** Each query gives statements that make a part of the copy of table $1 in schema $2. */
    private static final List<String> PARTS = List.of("""
            SELECT format('CREATE TABLE %1$I.%2$I (LIKE %3$s INCLUDING ALL EXCLUDING INDEXES EXCLUDING STATISTICS)',
                          asked.schema, c.relname, c.oid::regclass)
                   || coalesce(' WITH (' || array_to_string(c.reloptions, ', ') || ')', '')
            FROM asked JOIN pg_class c ON c.oid = asked.source
            """, """
            SELECT format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s',
                          asked.schema, c.relname, k.conname, pg_get_constraintdef(k.oid))
            FROM asked JOIN pg_class c ON c.oid = asked.source JOIN pg_constraint k ON k.conrelid = c.oid
            WHERE k.contype IN ('p', 'u', 'x')
            ORDER BY k.conname
            """, """
            SELECT replace(pg_get_indexdef(i.indexrelid),
                           format(' ON %I.%I USING ', n.nspname, c.relname),
                           format(' ON %I.%I USING ', asked.schema, c.relname))
            FROM asked JOIN pg_class c ON c.oid = asked.source JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_index i ON i.indrelid = c.oid
            WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)
            ORDER BY i.indexrelid
            """, """
            SELECT format('ALTER TABLE %I.%I %s ROW LEVEL SECURITY', asked.schema, c.relname, command.text)
            FROM asked JOIN pg_class c ON c.oid = asked.source
            CROSS JOIN LATERAL (VALUES ('ENABLE', c.relrowsecurity), ('FORCE', c.relforcerowsecurity)) AS command (text, wanted)
            WHERE command.wanted
            """, """
            SELECT format('CREATE POLICY %I ON %I.%I AS %s FOR %s TO %s', p.policyname, asked.schema, c.relname, p.permissive,
                          p.cmd, (SELECT string_agg(CASE r WHEN 'public' THEN 'PUBLIC' ELSE quote_ident(r) END, ', ')
                                  FROM unnest(p.roles) AS r))
                   || coalesce(' USING (' || p.qual || ')', '')
                   || coalesce(' WITH CHECK (' || p.with_check || ')', '')
            FROM asked JOIN pg_class c ON c.oid = asked.source JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_policies p ON p.schemaname = n.nspname AND p.tablename = c.relname
            ORDER BY p.policyname
            """, """
            SELECT format('GRANT %s ON %I.%I TO %s', string_agg(g.privilege_type, ', '), asked.schema, c.relname,
                          CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE g.grantee::regrole::text END)
            FROM asked JOIN pg_class c ON c.oid = asked.source CROSS JOIN LATERAL aclexplode(c.relacl) AS g
            WHERE g.grantee <> c.relowner
            GROUP BY asked.schema, c.relname, g.grantee
            """);

    private static final String ASKED = "WITH asked (source, schema) AS (SELECT ?::oid, ?::text)\n";

    /** What a copy would not have, or what would go on referring to the original after a switch. */
    private static final String UNFIT = """
            SELECT c.relname || ': ' || found.what
            FROM pg_class c
            CROSS JOIN LATERAL (
                SELECT 'it is not an ordinary table' WHERE c.relkind <> 'r' OR c.relispartition
                UNION ALL SELECT 'it has no column organization_id' WHERE NOT EXISTS (
                    SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname = 'organization_id' AND NOT attisdropped)
                UNION ALL SELECT 'it inherits' FROM pg_inherits WHERE inhrelid = c.oid OR inhparent = c.oid
                UNION ALL SELECT 'foreign key ' || conname FROM pg_constraint
                    WHERE contype = 'f' AND (conrelid = c.oid OR confrelid = c.oid)
                UNION ALL SELECT 'trigger ' || tgname FROM pg_trigger WHERE tgrelid = c.oid AND NOT tgisinternal
                UNION ALL SELECT 'statistics ' || stxname FROM pg_statistic_ext WHERE stxrelid = c.oid
                UNION ALL SELECT 'materialised view ' || v.relname
                    FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid JOIN pg_class v ON v.oid = r.ev_class
                    WHERE d.classid = 'pg_rewrite'::regclass AND d.refobjid = c.oid AND v.relkind = 'm'
            ) AS found (what)
            WHERE c.oid = ANY (?::oid[])
            ORDER BY 1
            """;

    /** A schema for copies, usable by whoever can use the one that the serving tables are in. */
    static void createSchema(Connection owner, String schema, ServingTables serving) throws SQLException {
        String sql = """
                SELECT format('GRANT USAGE ON SCHEMA %I TO %s', ?::text,
                              CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE g.grantee::regrole::text END)
                FROM pg_namespace n CROSS JOIN LATERAL aclexplode(n.nspacl) AS g
                WHERE n.nspname = ? AND g.privilege_type = 'USAGE' AND g.grantee <> n.nspowner
                """;
        List<String> statements = new ArrayList<>();
        statements.add("CREATE SCHEMA " + SqlNames.quoted(schema));
        try (PreparedStatement select = owner.prepareStatement(sql)) {
            select.setString(1, schema);
            select.setString(2, serving.schema());
            collect(select, statements);
        }
        execute(owner, statements);
    }

    /** @param schema {@code pg_temp} for copies that this connection alone sees */
    static void create(Connection owner, String schema, ServingTables serving) throws SQLException {
        refuseUnfit(owner, serving);
        List<String> statements = new ArrayList<>();
        for (long table : serving.oids()) {
            for (String part : PARTS) {
                try (PreparedStatement select = owner.prepareStatement(ASKED + part)) {
                    select.setLong(1, table);
                    select.setString(2, schema);
                    collect(select, statements);
                }
            }
        }
        execute(owner, statements);
    }

    private static void refuseUnfit(Connection owner, ServingTables serving) throws SQLException {
        List<String> unfit = new ArrayList<>();
        try (PreparedStatement select = owner.prepareStatement(UNFIT)) {
            select.setArray(1, owner.createArrayOf("bigint", serving.oids().toArray()));
            collect(select, unfit);
        }
        if (!unfit.isEmpty()) {
            throw new EditionRefused(Reason.UNFIT_TABLES, String.join("; ", unfit));
        }
    }

    private static void collect(PreparedStatement select, List<String> found) throws SQLException {
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
    }

    static void execute(Connection owner, List<String> statements) throws SQLException {
        try (Statement statement = owner.createStatement()) {
            statement.execute(String.join(";\n", statements));
        }
    }
}
