package dev.sightline.server.attacks;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Texts that are more than text to whoever takes them for what they are not: a database, a header, a page, a path, a log. */
final class Attacks {
    /** Those that would widen what a query finds. */
    static final List<String> WIDENING = List.of(
            "' OR '1'='1",
            "'; DROP TABLE accounts; --",
            "\" OR 1=1 --",
            "') UNION SELECT email, password_hash FROM identities --",
            "1; SELECT set_config('sightline.organization', '1', false)",
            "x' OR organization_id <> 0 OR name ILIKE '%",
            "%' ESCAPE '!' --",
            "\\",
            "\\'",
            "%",
            "_%_",
            ":organization",
            "?",
            "$1");

    /** Those that no database, or no place at all, has room for: each place meets them. */
    private static final List<String> IMPOSSIBLE = List.of("a\u0000b", "\ud800", "A".repeat(3_000), "");

    /** Those that somebody somewhere may take for something else: each place meets the next few of them. */
    private static final List<String> ODD = List.of(
            "${jndi:ldap://127.0.0.1/a}",
            "{{7*7}}#{7*7}",
            "../../etc/passwd",
            "<script>alert(1)</script>",
            "a\r\nX-Injected: 1",
            "\udfff\ud800",
            "\u202e\ufeff\u200b",
            "\ud83d\ude00\ud83c\udff3\ufe0f\u200d\ud83c\udf08",
            "e" + "\u0301".repeat(400),
            "\u0130\u0131\u00df\ufb03",
            "-1",
            "0",
            "99999999999999999999999999",
            "1e999",
            "NaN",
            "null",
            "true",
            "[]",
            "2026-02-30",
            "-infinity");

    private static final int ODD_AT_ONCE = 6;

    static final List<String> ALL =
            Stream.of(WIDENING, IMPOSSIBLE, ODD).flatMap(List::stream).toList();

    /** Bytes that are no text, as they stand in an address. */
    private static final List<String> BYTES = List.of("%00", "%ff", "%c0%af", "%ed%a0%80", "%f5%80%80%80", "%e2%82");

    private Attacks() {}

    /** Those for one place of many, counted from 0. */
    static List<String> at(int place) {
        List<String> texts = new ArrayList<>(WIDENING);
        texts.addAll(IMPOSSIBLE);
        for (int i = 0; i < ODD_AT_ONCE; i++) {
            texts.add(ODD.get((place * ODD_AT_ONCE + i) % ODD.size()));
        }
        return texts;
    }

    /** Those of the texts that a header may hold at all: clients and the server refuse the others by themselves. */
    static List<String> inHeaders(List<String> texts) {
        return texts.stream()
                .filter(text -> !text.isBlank() && text.chars().allMatch(unit -> unit >= ' ' && unit < 127))
                .toList();
    }

    /** The texts as they stand in an address, and bytes that are no text. */
    static List<String> inAddresses(List<String> texts) {
        return Stream.concat(BYTES.stream(), texts.stream().map(Attacks::encoded))
                .toList();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
