package dev.sightline.server.attacks;

import dev.sightline.server.identity.Role;
import java.net.http.HttpClient;
import java.util.function.Supplier;

/**
 * Somebody in a role; another one at another address now and then, as nobody may ask or guess without end. Confined to one thread; close
 * it.
 */
final class AttackingCaller implements AutoCloseable {
    private final Role role;
    private final int each;
    private final Supplier<HttpClient> addresses;
    private final Supplier<String> tokens;
    private int asked;
    private String token = "";
    private HttpClient client;

    /** @param each after how many questions another one asks */
    AttackingCaller(Role role, int each, Supplier<HttpClient> addresses, Supplier<String> tokens) {
        this.role = role;
        this.each = each;
        this.addresses = addresses;
        this.tokens = tokens;
        this.client = addresses.get();
    }

    Role role() {
        return role;
    }

    /** For the next question. */
    String token() {
        if (asked++ % each == 0) {
            token = tokens.get();
            client.close();
            client = addresses.get();
        }
        return token;
    }

    /** Of the address that the last token is for. */
    HttpClient client() {
        return client;
    }

    @Override
    public void close() {
        client.close();
    }
}
