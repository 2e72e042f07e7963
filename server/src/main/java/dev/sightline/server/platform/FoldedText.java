package dev.sightline.server.platform;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Text as it is searched and sorted: lower case and without accents, the same for what is stored and what is asked. The screens do
 * the same to what they search themselves ({@code web/app/util/folded.ts}).
 */
public final class FoldedText {
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern SPACE = Pattern.compile("\\s+");

    private FoldedText() {}

    public static String fold(@Nullable String... texts) {
        String joined = Stream.of(texts)
                .filter(text -> text != null && !text.isBlank())
                .map(String::strip)
                .collect(Collectors.joining(" "));
        return MARKS.matcher(Normalizer.normalize(joined, Normalizer.Form.NFKD))
                .replaceAll("")
                .toLowerCase(Locale.ROOT);
    }

    /** The words of a search, as {@code LIKE} patterns that find them anywhere in folded text. */
    public static List<String> patterns(String query) {
        return Arrays.stream(SPACE.split(fold(query)))
                .filter(word -> !word.isEmpty())
                .map(word ->
                        "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%")
                .toList();
    }
}
