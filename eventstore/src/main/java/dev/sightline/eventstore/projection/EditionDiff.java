package dev.sightline.eventstore.projection;

import java.util.List;

/**
 * In what an edition's rows differ from the serving ones, for one organisation and both at the same position. Immutable.
 *
 * @param position that both stand at
 */
public record EditionDiff(long position, List<Table> tables) {

    /**
     * @param servingRows all rows that serve
     * @param editionRows all rows of the edition
     * @param onlyServing rows that the edition has not, or has otherwise
     * @param onlyEdition rows that the serving table has not, or has otherwise
     * @param servingSamples some of {@code onlyServing}, as JSON; ordered, so that counterparts are likely side by side
     * @param editionSamples some of {@code onlyEdition}
     */
    public record Table(
            String name,
            long servingRows,
            long editionRows,
            long onlyServing,
            long onlyEdition,
            List<String> servingSamples,
            List<String> editionSamples) {

        public Table {
            servingSamples = List.copyOf(servingSamples);
            editionSamples = List.copyOf(editionSamples);
        }

        public boolean same() {
            return onlyServing == 0 && onlyEdition == 0;
        }
    }

    public EditionDiff {
        tables = List.copyOf(tables);
    }

    public boolean same() {
        return tables.stream().allMatch(Table::same);
    }
}
