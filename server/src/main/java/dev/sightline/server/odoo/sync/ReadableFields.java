package dev.sightline.server.odoo.sync;

import dev.sightline.server.odoo.client.Domain;
import dev.sightline.server.odoo.client.OdooClient;
import dev.sightline.server.odoo.client.OdooException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Which fields of a model may be read: {@code fields_get} may list some whose groups forbid it, and Odoo refuses a whole read for one of
 * them without naming it. Immutable.
 *
 * @param names in the order asked for
 * @param refused the rest
 */
record ReadableFields(List<String> names, List<String> refused) {
    ReadableFields {
        names = List.copyOf(names);
        refused = List.copyOf(refused);
    }

    /** As they stand until Odoo refuses something. */
    static ReadableFields all(List<String> names) {
        return new ReadableFields(names, List.of());
    }

    /**
     * Finds those that are refused by halving, after a read of {@code window} was. Where it holds no records, nothing is refused.
     *
     * @throws OdooException.NoAccess the {@code refusal}, where it is not for fields that the records are refused
     */
    static ReadableFields after(
            OdooException.NoAccess refusal,
            OdooClient client,
            String model,
            Domain window,
            List<String> names,
            int size,
            Map<String, ?> context) {
        Search search = new Search(client, model, window, size, context);
        if (!search.mayRead(List.of("id"))) {
            throw refusal;
        }
        search.sort(names);
        if (search.refused.isEmpty()) {
            throw refusal;
        }
        return new ReadableFields(search.readable, search.refused);
    }

    /** Asks by reading one record, if there is any. */
    static ReadableFields ask(OdooClient client, String model, List<String> names, Map<String, ?> context) {
        try {
            client.searchRead(model, Domain.ALL, names, 1, context);
            return all(names);
        } catch (OdooException.NoAccess e) {
            return after(e, client, model, Domain.ALL, names, 1, context);
        }
    }

    private static final class Search {
        private final OdooClient client;
        private final String model;
        private final Domain window;
        private final int size;
        private final Map<String, ?> context;
        private final List<String> readable = new ArrayList<>();
        private final List<String> refused = new ArrayList<>();

        Search(OdooClient client, String model, Domain window, int size, Map<String, ?> context) {
            this.client = client;
            this.model = model;
            this.window = window;
            this.size = size;
            this.context = context;
        }

        void sort(List<String> candidates) {
            if (mayRead(candidates)) {
                readable.addAll(candidates);
            } else if (candidates.size() == 1) {
                refused.add(candidates.getFirst());
            } else {
                int half = candidates.size() / 2;
                sort(candidates.subList(0, half));
                sort(candidates.subList(half, candidates.size()));
            }
        }

        boolean mayRead(List<String> some) {
            try {
                client.searchRead(model, window, some, size, context);
                return true;
            } catch (OdooException.NoAccess e) {
                return false;
            }
        }
    }
}
