package dev.sightline.eventstore.seal;

import dev.sightline.eventstore.NewEvent;
import dev.sightline.eventstore.NewEvent.EventOrigin;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.StreamId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a dump. Text, UTF-8, a line each, fields between tabs; within a field a backslash stands before {@code t n r}
 * and itself, and {@code \N} is no value, as in PostgreSQL's own text form. The first line names the form and the
 * organisation; then each event in the order of positions, and each seal behind its last event. Times are microseconds since
 * 1970.
 */
final class DumpLine {
    static final String TITLE = "sightline-log";
    static final String FORM = "1";
    private static final String EVENT = "event";
    private static final String SEAL = "seal";
    private static final int TITLE_FIELDS = 3;
    private static final int EVENT_FIELDS = 14;
    private static final int SEAL_FIELDS = 9;
    private static final HexFormat HEX = HexFormat.of();

    private DumpLine() {}

    /** Not a line of a dump. */
    static final class Unreadable extends Exception {
        Unreadable(String message) {
            super(message);
        }
    }

    static String title(OrganizationId organization) {
        return line(TITLE, FORM, organization);
    }

    static OrganizationId title(String line) throws Unreadable {
        List<@Nullable String> fields = fields(line);
        if (fields.size() != TITLE_FIELDS || !TITLE.equals(fields.get(0)) || !FORM.equals(fields.get(1))) {
            throw new Unreadable("does not begin with the title of a dump");
        }
        try {
            return new OrganizationId((int) number(fields.get(2)));
        } catch (IllegalArgumentException e) {
            throw new Unreadable("names no organisation");
        }
    }

    static String of(RecordedEvent event) {
        NewEvent fact = event.event();
        EventOrigin origin = fact.origin();
        return line(
                EVENT,
                event.position(),
                event.stream(),
                event.version(),
                fact.type(),
                fact.schemaVersion(),
                fact.id(),
                Fingerprints.microseconds(fact.occurredAt()),
                Fingerprints.microseconds(event.recordedAt()),
                origin.source(),
                origin.sourceEventId(),
                origin.correlationId(),
                origin.causationId(),
                origin.actor(),
                fact.data());
    }

    static String of(Seal seal) {
        return line(
                SEAL,
                seal.from(),
                seal.to(),
                HEX.formatHex(seal.root()),
                HEX.formatHex(seal.previous()),
                Fingerprints.microseconds(seal.sealedAt()),
                seal.keyId(),
                HEX.formatHex(seal.signature()),
                HEX.formatHex(Fingerprints.join(seal.leaves())));
    }

    /** A {@link RecordedEvent} or a {@link Seal}. */
    static Object parse(OrganizationId organization, String line) throws Unreadable {
        List<@Nullable String> fields = fields(line);
        try {
            if (EVENT.equals(fields.getFirst()) && fields.size() == EVENT_FIELDS + 1) {
                return event(organization, fields);
            }
            if (SEAL.equals(fields.getFirst()) && fields.size() == SEAL_FIELDS) {
                return seal(organization, fields);
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new Unreadable("cannot be read: " + e.getMessage());
        }
        throw new Unreadable("is neither an event nor a seal");
    }

    private static RecordedEvent event(OrganizationId organization, List<@Nullable String> fields) throws Unreadable {
        EventOrigin origin = new EventOrigin(
                text(fields.get(9)), fields.get(10), id(fields.get(11)), id(fields.get(12)), fields.get(13));
        NewEvent fact = new NewEvent(
                UUID.fromString(text(fields.get(6))),
                text(fields.get(4)),
                (int) number(fields.get(5)),
                time(fields.get(7)),
                text(fields.get(14)),
                origin);
        return new RecordedEvent(
                organization,
                number(fields.get(1)),
                StreamId.parse(text(fields.get(2))),
                number(fields.get(3)),
                time(fields.get(8)),
                fact);
    }

    private static Seal seal(OrganizationId organization, List<@Nullable String> fields) throws Unreadable {
        return new Seal(
                organization,
                number(fields.get(1)),
                number(fields.get(2)),
                HEX.parseHex(text(fields.get(3))),
                HEX.parseHex(text(fields.get(4))),
                time(fields.get(5)),
                text(fields.get(6)),
                HEX.parseHex(text(fields.get(7))),
                Fingerprints.split(HEX.parseHex(text(fields.get(8)))));
    }

    private static String line(@Nullable Object... fields) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < fields.length; i++) {
            line.append(i == 0 ? "" : "\t");
            Object field = fields[i];
            if (field == null) {
                line.append("\\N");
            } else {
                escape(line, field.toString());
            }
        }
        return line.append('\n').toString();
    }

    private static void escape(StringBuilder line, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> line.append("\\\\");
                case '\t' -> line.append("\\t");
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                default -> line.append(c);
            }
        }
    }

    private static List<@Nullable String> fields(String line) throws Unreadable {
        List<@Nullable String> fields = new ArrayList<>();
        for (String each : line.split("\t", -1)) {
            fields.add(each.equals("\\N") ? null : unescape(each));
        }
        return fields;
    }

    private static String unescape(String field) throws Unreadable {
        if (field.indexOf('\\') < 0) {
            return field;
        }
        StringBuilder text = new StringBuilder(field.length());
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            switch (++i < field.length() ? field.charAt(i) : ' ') {
                case '\\' -> text.append('\\');
                case 't' -> text.append('\t');
                case 'n' -> text.append('\n');
                case 'r' -> text.append('\r');
                default -> throw new Unreadable("has a backslash before something that needs none");
            }
        }
        return text.toString();
    }

    private static String text(@Nullable String field) throws Unreadable {
        if (field == null) {
            throw new Unreadable("lacks a value");
        }
        return field;
    }

    private static long number(@Nullable String field) throws Unreadable {
        return Long.parseLong(text(field));
    }

    private static Instant time(@Nullable String field) throws Unreadable {
        return Instant.EPOCH.plus(number(field), ChronoUnit.MICROS);
    }

    private static @Nullable UUID id(@Nullable String field) {
        return field == null ? null : UUID.fromString(field);
    }
}
