package dev.sightline.server.identity.oidc;

/**
 * A sign-in by a provider that comes to nothing. The message is for the server's log; it holds no secret, no code and no token.
 */
class SignInFailed extends RuntimeException {
    /** What the screen says; its word is in the address that the browser is sent to. */
    enum Why {
        /** Too late, a second time, or in another browser. */
        LOST,
        /** The person did not agree, or the provider did not. */
        CANCELLED,
        /** It does not answer as a provider does. */
        UNREACHABLE,
        /** What it says cannot be believed. */
        NOT_TRUSTED,
        EMAIL_NOT_VERIFIED,
        OTHER_DOMAIN,
        /** Somebody who is known and may not come in so. */
        NOT_OPEN
    }

    private final Why why;

    SignInFailed(Why why, String message) {
        super(message, null, false, false);
        this.why = why;
    }

    Why why() {
        return why;
    }
}
