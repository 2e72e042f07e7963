package dev.sightline.server.odoo.connections;

import dev.sightline.eventstore.secret.UnreadableSecret;
import dev.sightline.server.platform.FieldProblem;
import dev.sightline.server.platform.OutboundAddresses;
import dev.sightline.server.platform.Refused;
import dev.sightline.server.platform.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What an administrator has said of the organisation's Odoo, looked at. Immutable.
 *
 * @param url scheme, host and port, in one form only, so that the same address is always equal
 * @param key null where none is given
 */
record ConnectionForm(
        URI url, String database, String login, @Nullable Secret key) {
    private static final int LONGEST = 200;
    private static final int LONGEST_KEY = 500;

    /**
     * @throws Refused field by field
     */
    static ConnectionForm read(ConnectionWish wish) {
        List<FieldProblem> problems = new ArrayList<>();
        URI url = address(wish.url(), problems);
        String database = line(wish.database(), "database", problems);
        String login = line(wish.login(), "login", problems);
        Secret key = key(wish.key(), problems);
        if (url == null || !problems.isEmpty()) {
            throw Refused.fields(problems);
        }
        return new ConnectionForm(url, database, login, key);
    }

    /**
     * The key to sign in with. One that is kept is sent only to where it was given for: an administrator who may not read it could
     * else have it sent to an address of their own.
     *
     * @param kept null where the organisation has no connection of its own
     * @param open opens the kept one's key
     * @throws Refused where a key has to be given
     */
    Secret keyOr(@Nullable Connection kept, Function<Connection, Secret> open) {
        if (key != null) {
            return key;
        }
        if (kept == null) {
            throw keyMissing("key is required.");
        }
        if (!kept.isOf(this)) {
            throw keyMissing("key is required: the one that is kept was given for another address, database or login.");
        }
        try {
            return open.apply(kept);
        } catch (UnreadableSecret e) {
            throw keyMissing("key is required: the one that is kept cannot be opened any more.");
        }
    }

    private static Refused keyMissing(String message) {
        return Refused.field("key", "missing", message);
    }

    private static @Nullable URI address(@Nullable String given, List<FieldProblem> problems) {
        String text = given == null ? "" : given.strip();
        if (text.isEmpty()) {
            problems.add(new FieldProblem("url", "missing", "url is required."));
            return null;
        }
        try {
            URI uri = new URI(text);
            if (text.length() <= LONGEST && OutboundAddresses.isOne(uri) && isSite(uri)) {
                return site(uri);
            }
        } catch (URISyntaxException e) {
            // Said below.
        }
        problems.add(new FieldProblem(
                "url",
                "invalid_value",
                "url must be the address of an Odoo, without a path: https://acme.odoo.com, for instance."));
        return null;
    }

    private static boolean isSite(URI uri) {
        return (uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"))
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null
                && uri.getPort() != 0
                && uri.getPort() <= 65_535;
    }

    private static URI site(URI uri) {
        int usual = "https".equals(uri.getScheme()) ? 443 : 80;
        String port = uri.getPort() < 0 || uri.getPort() == usual ? "" : ":" + uri.getPort();
        return URI.create(uri.getScheme() + "://" + uri.getHost().toLowerCase(Locale.ROOT) + port);
    }

    private static String line(@Nullable String given, String field, List<FieldProblem> problems) {
        String text = given == null ? "" : given.strip();
        if (text.isEmpty()) {
            problems.add(new FieldProblem(field, "missing", field + " is required."));
        } else if (text.length() > LONGEST || text.chars().anyMatch(Character::isISOControl)) {
            problems.add(new FieldProblem(
                    field, "invalid_value", field + " must be one line of at most " + LONGEST + " characters."));
        }
        return text;
    }

    private static @Nullable Secret key(@Nullable String given, List<FieldProblem> problems) {
        String text = given == null ? "" : given.strip();
        if (text.isEmpty()) {
            return null;
        }
        if (text.length() > LONGEST_KEY || text.chars().anyMatch(Character::isISOControl)) {
            problems.add(new FieldProblem("key", "invalid_value", "key is not of the form of an API key."));
        }
        return new Secret(text);
    }
}
