package dev.sightline.server.crm.lists;

import dev.sightline.server.platform.Refused;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A column of an exported list. Immutable.
 *
 * @param id what it is called in the parameter {@code columns}, as the screens call it
 * @param heading its first row
 * @param value what stands in a row's cell; see {@link dev.sightline.server.platform.Csv#row}
 */
public record ExportColumn<T>(String id, String heading, Function<T, @Nullable Object> value) {

    /**
     * The parameter {@code columns}.
     *
     * @param ids with commas between, in the order wanted; null for all there are
     * @throws Refused 400 for one that the list does not have, or twice
     */
    public static <T> List<ExportColumn<T>> chosen(List<ExportColumn<T>> all, @Nullable String ids) {
        if (ids == null) {
            return all;
        }
        List<String> wanted = List.of(ids.split(",", -1));
        List<ExportColumn<T>> chosen = wanted.stream()
                .flatMap(id -> all.stream().filter(column -> column.id.equals(id)))
                .toList();
        if (chosen.size() < wanted.size() || new HashSet<>(wanted).size() < wanted.size()) {
            throw Refused.field(
                    "columns",
                    "invalid_value",
                    "columns must be some of "
                            + all.stream().map(ExportColumn::id).collect(Collectors.joining(", "))
                            + ", each once, with commas between.");
        }
        return chosen;
    }
}
