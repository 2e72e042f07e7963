package dev.sightline.server.identity;

/** An account cannot be made or changed so; the message says why and may be shown to whoever asked. */
public class AccountRefused extends RuntimeException {
    AccountRefused(String message) {
        super(message);
    }
}
