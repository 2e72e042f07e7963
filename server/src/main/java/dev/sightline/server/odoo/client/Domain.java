package dev.sightline.server.odoo.client;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** A filter as Odoo writes it: conditions in prefix notation, all of which must hold. Immutable. */
public record Domain(List<Object> terms) {
    /** Every record. */
    public static final Domain ALL = new Domain(List.of());

    public Domain {
        terms = List.copyOf(terms);
    }

    /** This and {@code field operator value}; false stands for Odoo's null. */
    public Domain and(String field, String operator, Object value) {
        List<Object> more = new ArrayList<>(terms);
        more.add(List.of(field, operator, value instanceof Collection<?> many ? List.copyOf(many) : value));
        return new Domain(more);
    }

    /** This and the whole of {@code other}: in prefix notation a list of full terms is their conjunction. */
    public Domain and(Domain other) {
        List<Object> more = new ArrayList<>(terms);
        more.addAll(other.terms);
        return new Domain(more);
    }
}
