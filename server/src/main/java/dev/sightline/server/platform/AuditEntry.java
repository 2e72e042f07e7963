package dev.sightline.server.platform;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the audit log is to say. Put no secret and no password into it. Immutable; texts are cut to bearable lengths.
 *
 * <pre>{@code
 * audit.record(organization, AuditEntry.of("member.role_changed", caller)
 *         .on("account", id, email).detail("from MANAGER to ADMIN"));
 * }</pre>
 *
 * @param action {@code area.what_happened}, in the past tense
 * @param refused why it was not done, in a word such as {@code wrong_password}; null where it was
 */
public record AuditEntry(
        String action,
        Caller by,
        @Nullable String refused,
        @Nullable String subjectKind,
        @Nullable String subjectId,
        @Nullable String subjectName,
        @Nullable String detail) {
    private static final Pattern ACTION = Pattern.compile("[a-z_]{1,40}\\.[a-z_]{1,60}");

    public AuditEntry {
        if (!ACTION.matcher(action).matches()) {
            throw new IllegalArgumentException("an action is area.what_happened, not '" + action + "'");
        }
        refused = cut(refused, 60);
        subjectKind = cut(subjectKind, 60);
        subjectId = cut(subjectId, 300);
        subjectName = cut(subjectName, 300);
        detail = cut(detail, 1000);
    }

    public static AuditEntry of(String action, Caller by) {
        return new AuditEntry(action, by, null, null, null, null, null);
    }

    /** Whom or what it was done to. */
    public AuditEntry on(String kind, String id, @Nullable String name) {
        return new AuditEntry(action, by, refused, kind, id, name, detail);
    }

    public AuditEntry detail(String text) {
        return new AuditEntry(action, by, refused, subjectKind, subjectId, subjectName, text);
    }

    /** It was tried in vain. */
    public AuditEntry refused(String reason) {
        return new AuditEntry(action, by, reason, subjectKind, subjectId, subjectName, detail);
    }

    static @Nullable String cut(@Nullable String text, int longest) {
        if (text == null) {
            return null;
        }
        // The database's text holds no NUL, and half a character is none.
        String clean = text.replace('\0', '?');
        if (clean.length() <= longest) {
            return clean;
        }
        int end = Character.isHighSurrogate(clean.charAt(longest - 1)) ? longest - 1 : longest;
        return clean.substring(0, end);
    }
}
