package dev.sightline.simulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A search condition in Odoo's prefix notation, compiled to a predicate over rows. The range of ids that the conditions
 * joined by "and" allow is kept apart, so that a page {@code id > last} starts where it should.
 */
final class Domain {
    private final IntPredicate predicate;
    private final boolean namesActive;
    private final long from;
    private final long to;

    private Domain(IntPredicate predicate, boolean namesActive, long from, long to) {
        this.predicate = predicate;
        this.namesActive = namesActive;
        this.from = from;
        this.to = to;
    }

    static Domain compile(JsonNode domain, Table table, Terms terms) {
        if (!domain.isArray()) {
            if (domain.isMissingNode() || domain.isNull() || (domain.isBoolean() && !domain.asBoolean())) {
                return new Domain(row -> true, false, 0, Integer.MAX_VALUE);
            }
            throw OdooError.value("Domain must be a list: " + domain);
        }
        List<JsonNode> tokens = new ArrayList<>();
        domain.forEach(tokens::add);
        Deque<IntPredicate> stack = new ArrayDeque<>();
        boolean namesActive = false;
        boolean onlyAnd = tokens.stream()
                .noneMatch(token -> token.isString() && !token.asString().equals("&"));
        long from = 0;
        long to = Integer.MAX_VALUE;
        for (JsonNode token : tokens.reversed()) {
            if (token.isString()) {
                stack.push(combined(token.asString(), stack, domain));
                continue;
            }
            if (!token.isArray() || token.size() != 3) {
                throw OdooError.value("Invalid leaf " + token);
            }
            String field = token.path(0).isString() ? token.path(0).asString() : "";
            String operator = token.path(1).asString();
            JsonNode value = token.path(2);
            namesActive |= field.equals("active");
            if (onlyAnd && field.equals("id") && value.isIntegralNumber()) {
                long id = value.asLong();
                switch (operator) {
                    case ">" -> from = Math.max(from, id + 1);
                    case ">=" -> from = Math.max(from, id);
                    case "<" -> to = Math.min(to, id - 1);
                    case "<=" -> to = Math.min(to, id);
                    case "=" -> {
                        from = Math.max(from, id);
                        to = Math.min(to, id);
                    }
                    default -> {}
                }
            }
            stack.push(field.isEmpty() ? constant(token) : terms.compile(table, field, operator, value));
        }
        IntPredicate all = row -> true;
        boolean first = true;
        for (IntPredicate part : stack) {
            all = first ? part : all.and(part);
            first = false;
        }
        return new Domain(all, namesActive, from, to);
    }

    private static IntPredicate combined(String operator, Deque<IntPredicate> stack, JsonNode domain) {
        IntPredicate left = operand(stack, domain);
        return switch (operator) {
            case "!" -> left.negate();
            case "&" -> left.and(operand(stack, domain));
            case "|" -> left.or(operand(stack, domain));
            default -> throw OdooError.value("Invalid leaf " + operator);
        };
    }

    private static IntPredicate operand(Deque<IntPredicate> stack, JsonNode domain) {
        @Nullable IntPredicate operand = stack.poll();
        if (operand == null) {
            throw OdooError.value("Domain " + domain + " is not well-formed: an operator lacks an operand");
        }
        return operand;
    }

    /** Odoo's (1, '=', 1) and (0, '=', 1). */
    private static IntPredicate constant(JsonNode leaf) {
        boolean equal = leaf.path(0).equals(leaf.path(2));
        boolean truth = equal == leaf.path(1).asString().equals("=");
        return row -> truth;
    }

    boolean test(int row) {
        return predicate.test(row);
    }

    /** Whether archived records were spoken of, so that the search must not hide them by itself. */
    boolean namesActive() {
        return namesActive;
    }

    long fromId() {
        return from;
    }

    long toId() {
        return to;
    }
}
