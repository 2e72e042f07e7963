package dev.sightline.server.crm.lists;

import dev.sightline.server.platform.FoldedText;
import dev.sightline.server.platform.Refused;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parameter {@code q}: words that are all to be found, whatever their case and accents. */
public final class Search {
    private static final int MAX_LENGTH = 200;
    private static final int MAX_WORDS = 8;

    private Search() {}

    /**
     * As {@code LIKE} patterns for folded text.
     *
     * @throws Refused 400 for a search that is longer than anything one would type
     */
    public static List<String> words(@Nullable String q) {
        if (q == null) {
            return List.of();
        }
        List<String> words = q.length() > MAX_LENGTH ? List.of() : FoldedText.patterns(q);
        if (q.length() > MAX_LENGTH || words.size() > MAX_WORDS) {
            throw Refused.field(
                    "q", "too_long", "q may have up to " + MAX_LENGTH + " characters and " + MAX_WORDS + " words.");
        }
        return words;
    }
}
