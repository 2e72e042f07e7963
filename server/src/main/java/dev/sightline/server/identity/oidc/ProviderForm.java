package dev.sightline.server.identity.oidc;

import dev.sightline.server.identity.oidc.Provider.Kind;
import dev.sightline.server.platform.FieldProblem;
import dev.sightline.server.platform.OutboundAddresses;
import dev.sightline.server.platform.Refused;
import dev.sightline.server.platform.Secret;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What an administrator has said of a provider, looked at. Immutable; without the secret. */
record ProviderForm(
        Kind kind,
        String name,
        String issuer,
        List<String> tenants,
        List<String> domains,
        String clientId,
        boolean enabled) {
    static final String MICROSOFT = "https://login.microsoftonline.com";

    private static final int LONGEST_NAME = 60;
    private static final int LONGEST = 500;
    private static final int MOST = 50;
    /** Of the public cloud, of the American authorities' and of China's. */
    private static final Set<String> MICROSOFT_HOSTS =
            Set.of("login.microsoftonline.com", "login.microsoftonline.us", "login.partner.microsoftonline.cn");
    /** Everybody's own accounts, such as those of Outlook and Xbox. */
    private static final String PERSONAL_ACCOUNTS = "9188040d-6c67-4c5b-b112-36a304b66dad";
    /** Where anybody gets an address: they are no organisation's. */
    private static final Set<String> PUBLIC_MAIL = Set.of(
            "gmail.com",
            "googlemail.com",
            "outlook.com",
            "hotmail.com",
            "live.com",
            "msn.com",
            "yahoo.com",
            "icloud.com",
            "me.com",
            "aol.com",
            "gmx.de",
            "gmx.net",
            "web.de",
            "proton.me",
            "protonmail.com",
            "mail.com",
            "yandex.com",
            "qq.com",
            "163.com",
            "orange.fr",
            "free.fr",
            "telenet.be",
            "skynet.be",
            "ziggo.nl",
            "kpnmail.nl",
            "libero.it",
            "t-online.de");

    private static final Pattern TENANT =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern DOMAIN =
            Pattern.compile("(?=.{3,190}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+");

    /**
     * As it comes. What is not given of a provider that is changed is asked for again, but for the secret, which stays as it is where
     * issuer and client do.
     *
     * @param kind {@code ENTRA} for Microsoft 365, {@code OIDC} for any other; cannot be changed
     * @param name on the button: "Continue with …"
     * @param issuer of the provider, or where it describes itself ({@code …/.well-known/openid-configuration}); for Microsoft 365 the
     *     authority, where it is not {@code https://login.microsoftonline.com}
     * @param tenants ids of Microsoft 365's directories whose people may come in
     * @param domains of the e-mail addresses that the provider vouches for
     * @param clientSecret never shown again
     * @param enabled whether anybody may sign in by it; true where it is not given
     */
    record ProviderWish(
            @Nullable Kind kind,
            @Nullable String name,
            @Nullable String issuer,
            @Nullable List<@Nullable String> tenants,
            @Nullable List<@Nullable String> domains,
            @Nullable String clientId,
            @Nullable String clientSecret,
            @Nullable Boolean enabled) {
        @Override
        public String toString() {
            return "ProviderWish";
        }
    }

    ProviderForm {
        tenants = List.copyOf(tenants);
        domains = List.copyOf(domains);
    }

    /** @param enabled in the place of the provider's own word */
    static ProviderForm of(Provider provider, boolean enabled) {
        return new ProviderForm(
                provider.kind(),
                provider.name(),
                provider.issuer(),
                provider.tenants(),
                provider.domains(),
                provider.clientId(),
                enabled);
    }

    /**
     * @param known the kind of a provider that is changed; null for a new one
     * @throws Refused field by field
     */
    static ProviderForm read(ProviderWish wish, @Nullable Kind known, OutboundAddresses addresses) {
        List<FieldProblem> problems = new ArrayList<>();
        Kind kind = known == null ? wish.kind() : known;
        if (kind == null) {
            problems.add(new FieldProblem("kind", "missing", "kind is required."));
            throw Refused.fields(problems);
        }
        check(wish.kind() == null || wish.kind() == kind, "kind", "cannot be changed", problems);
        String name = line(wish.name());
        check(
                !name.isEmpty() && name.length() <= LONGEST_NAME,
                "name",
                "must be one line of 1 to 60 characters",
                problems);
        String clientId = line(wish.clientId());
        check(
                !clientId.isEmpty() && clientId.length() <= LONGEST && !clientId.contains(" "),
                "client_id",
                "must be what the provider calls this application",
                problems);
        List<String> domains = words(wish.domains(), "domains", problems);
        check(
                domains.stream().allMatch(DOMAIN.asMatchPredicate()),
                "domains",
                "must be domains of e-mail addresses, such as acme.com",
                problems);
        check(
                domains.stream().noneMatch(PUBLIC_MAIL::contains),
                "domains",
                "must not hold a domain where anybody gets an address",
                problems);
        List<String> tenants = kind == Kind.ENTRA ? words(wish.tenants(), "tenants", problems) : List.of();
        String issuer = kind == Kind.ENTRA
                ? authority(line(wish.issuer()), addresses, problems)
                : issuer(line(wish.issuer()), problems);
        if (kind == Kind.ENTRA) {
            tenants(tenants, problems);
        } else {
            check(
                    wish.tenants() == null || wish.tenants().isEmpty(),
                    "tenants",
                    "are for Microsoft 365 alone",
                    problems);
        }
        if (!problems.isEmpty()) {
            throw Refused.fields(problems);
        }
        return new ProviderForm(
                kind, name, issuer, tenants, domains, clientId, wish.enabled() == null || wish.enabled());
    }

    /**
     * @return null where none is given
     * @throws Refused for one that cannot be one
     */
    static @Nullable Secret secret(ProviderWish wish) {
        String secret = wish.clientSecret();
        if (secret == null || secret.isEmpty()) {
            return null;
        }
        if (secret.length() > LONGEST || secret.isBlank() || secret.chars().anyMatch(Character::isISOControl)) {
            throw Refused.field("client_secret", "invalid_value", "client_secret is not of the right form.");
        }
        return new Secret(secret);
    }

    private static String issuer(String given, List<FieldProblem> problems) {
        String issuer = given.endsWith(Provider.DISCOVERY)
                ? given.substring(0, given.length() - Provider.DISCOVERY.length())
                : given;
        boolean address = isAddress(issuer, host -> true);
        check(address, "issuer", "must be an address that begins with https", problems);
        check(
                !address
                        || !isAddress(issuer, MICROSOFT_HOSTS::contains)
                                && !isAddress(issuer, "sts.windows.net"::equals),
                "issuer",
                "is Microsoft's: add it as Microsoft 365, with the directories whose people may come in",
                problems);
        return issuer;
    }

    private static String authority(String given, OutboundAddresses addresses, List<FieldProblem> problems) {
        if (given.isEmpty()) {
            return MICROSOFT;
        }
        String authority = given.endsWith("/") ? given.substring(0, given.length() - 1) : given;
        check(
                isAddress(authority, host -> MICROSOFT_HOSTS.contains(host) || addresses.isInternal(host))
                        && URI.create(authority).getRawPath().isEmpty(),
                "issuer",
                "must be one of Microsoft's sign-in addresses, such as " + MICROSOFT,
                problems);
        return authority;
    }

    private static void tenants(List<String> tenants, List<FieldProblem> problems) {
        check(
                tenants.stream().allMatch(TENANT.asMatchPredicate()),
                "tenants",
                "must be ids of directories, such as 72f988bf-86f1-41af-91ab-2d7cd011db47; common and organizations would let anybody in",
                problems);
        check(
                !tenants.contains(PERSONAL_ACCOUNTS),
                "tenants",
                "must not hold the directory of Microsoft's personal accounts, which anybody has",
                problems);
    }

    private static boolean isAddress(String text, Predicate<String> host) {
        try {
            URI address = new URI(text);
            return text.length() <= LONGEST
                    && OutboundAddresses.isOne(address)
                    && address.getRawQuery() == null
                    && address.getRawFragment() == null
                    && host.test(address.getHost().toLowerCase(Locale.ROOT));
        } catch (java.net.URISyntaxException e) {
            return false;
        }
    }

    /** In lower case, each once. */
    private static List<String> words(
            @Nullable List<@Nullable String> given, String field, List<FieldProblem> problems) {
        List<String> words = given == null
                ? List.of()
                : given.stream()
                        .map(word -> line(word).toLowerCase(Locale.ROOT))
                        .distinct()
                        .toList();
        check(!words.isEmpty() && words.size() <= MOST, field, "must hold 1 to " + MOST, problems);
        return words;
    }

    private static String line(@Nullable String text) {
        return text == null || text.chars().anyMatch(Character::isISOControl) ? "" : text.strip();
    }

    private static void check(boolean holds, String field, String problem, List<FieldProblem> problems) {
        if (!holds && problems.stream().noneMatch(known -> known.field().equals(field))) {
            problems.add(new FieldProblem(field, "invalid_value", field + " " + problem + "."));
        }
    }
}
