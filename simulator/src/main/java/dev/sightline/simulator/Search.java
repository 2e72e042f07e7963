package dev.sightline.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Finds the rows that a domain, the archive filter, the companies and the caller's access leave. */
final class Search {
    private final Caller caller;
    private final Labels labels;
    private final Terms terms;

    Search(Caller caller, Labels labels) {
        this.caller = caller;
        this.labels = labels;
        this.terms = new Terms(caller.database(), labels);
    }

    /** The rows in order, from offset, at most limit (0: all). */
    int[] rows(Table table, JsonNode domain, @Nullable String order, int offset, int limit) {
        String ordering = Ordering.orDefault(order, table);
        Domain condition = Domain.compile(domain, table, terms);
        IntPredicate visible = visible(table, condition);
        boolean inOrder = Ordering.byId(ordering);
        List<Integer> sortable = new ArrayList<>();
        int[] found = new int[limit > 0 ? Math.min(limit, table.count()) : 64];
        int count = 0;
        int skipped = 0;
        int rows = table.rows();
        for (int row = table.firstRowFrom(condition.fromId()); row < rows; row++) {
            if (table.id(row) > condition.toId()) {
                break;
            }
            if (!table.lives(row) || !visible.test(row) || !condition.test(row)) {
                continue;
            }
            if (!inOrder) {
                sortable.add(row);
            } else if (skipped < offset) {
                skipped++;
            } else {
                if (count == found.length) {
                    found = java.util.Arrays.copyOf(found, Math.max(64, count * 2));
                }
                found[count++] = row;
                if (limit > 0 && count == limit) {
                    break;
                }
            }
        }
        if (inOrder) {
            return java.util.Arrays.copyOf(found, count);
        }
        sortable.sort(Ordering.compile(ordering, table, labels));
        return sortable.stream()
                .skip(offset)
                .limit(limit > 0 ? limit : Long.MAX_VALUE)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    int count(Table table, JsonNode domain) {
        Domain condition = Domain.compile(domain, table, terms);
        IntPredicate visible = visible(table, condition);
        int count = 0;
        for (int row = table.firstRowFrom(condition.fromId()); row < table.rows(); row++) {
            if (table.id(row) > condition.toId()) {
                break;
            }
            if (table.lives(row) && visible.test(row) && condition.test(row)) {
                count++;
            }
        }
        return count;
    }

    private IntPredicate visible(Table table, Domain condition) {
        IntPredicate allowed = allowed(table);
        if (caller.activeTest() && !condition.namesActive() && table.field("active") != null) {
            return row -> table.flag(row, "active") && allowed.test(row);
        }
        return allowed;
    }

    /** The record rules: own companies, and what a fault left of the access. */
    IntPredicate allowed(Table table) {
        Set<Integer> companies = caller.companies();
        Set<Integer> vanished = caller.faults().vanished(table.model());
        IntPredicate byCompany = switch (table.model()) {
            case "res.users" -> row -> true;
            case "res.company" -> row -> companies.contains(table.id(row));
            default ->
                table.column("company_id") instanceof Column.Ints held
                        ? row -> held.get(row) == Column.Ints.NULL || companies.contains(held.get(row))
                        : row -> true;
        };
        return vanished.isEmpty() ? byCompany : row -> byCompany.test(row) && !vanished.contains(table.id(row));
    }
}
