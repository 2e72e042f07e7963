package dev.sightline.server.platform;

import org.jspecify.annotations.Nullable;

/**
 * Who does something, and from where, as the audit log says it. Available to controllers as a method argument. Immutable; texts are
 * cut to bearable lengths.
 *
 * @param id the account's, or the key's; null where nobody is signed in
 * @param email of the account; the name of a key or a part of the program
 */
public record Caller(
        @Nullable String id,
        @Nullable String email,
        @Nullable String address,
        @Nullable String userAgent,
        @Nullable String requestId) {
    private static final int LONGEST = 300;

    public Caller {
        id = AuditEntry.cut(id, LONGEST);
        email = AuditEntry.cut(email, LONGEST);
        address = AuditEntry.cut(address, 100);
        userAgent = AuditEntry.cut(userAgent, LONGEST);
        requestId = AuditEntry.cut(requestId, 100);
    }

    /** A part of the program that acts by itself, such as {@code settings}; or {@code command line}, for whoever runs the server. */
    public static Caller program(String name) {
        return new Caller(null, name, null, null, null);
    }

    /** The same request, once it is known who sends it. */
    public Caller as(String accountId, String accountEmail) {
        return new Caller(accountId, accountEmail, address, userAgent, requestId);
    }
}
