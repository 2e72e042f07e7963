package dev.sightline.server.identity;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.Secret;
import dev.sightline.server.platform.Verb;
import dev.sightline.server.platform.Words;
import dev.sightline.server.tenancy.Organization;
import dev.sightline.server.tenancy.Organizations;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** {@code user add | list | role | password | second-step | disable | enable}: accounts from the command line, also while a server runs. */
@Component
class UserVerb implements Verb {
    private static final String UNMISTAKABLE = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private static final int GENERATED_LENGTH = 20;
    private static final Caller BY = Caller.program("command line");
    private static final Set<Role> ROLES =
            EnumSet.of(Role.ADMIN, Role.CEO, Role.MANAGER, Role.SALES_REP, Role.SUPER_ADMIN);

    private final ObjectProvider<Accounts> accounts;
    private final ObjectProvider<Organizations> organizations;
    private final ObjectProvider<SecondFactors> factors;
    private final ObjectProvider<FindSecondSteps> steps;

    UserVerb(
            ObjectProvider<Accounts> accounts,
            ObjectProvider<Organizations> organizations,
            ObjectProvider<SecondFactors> factors,
            ObjectProvider<FindSecondSteps> steps) {
        this.accounts = accounts;
        this.organizations = organizations;
        this.factors = factors;
        this.steps = steps;
    }

    @Override
    public String name() {
        return "user";
    }

    @Override
    public String usage() {
        return """
                user add EMAIL --role ROLE [--password-stdin | --generate] [--organization SLUG]
                user list [--organization SLUG]
                user role EMAIL --role ROLE [--organization SLUG]
                user password EMAIL [--password-stdin | --generate] [--organization SLUG]
                user second-step EMAIL --off [--organization SLUG]
                user person EMAIL --person ID | --by-email | --nobody [--organization SLUG]
                user disable EMAIL [--organization SLUG]
                user enable EMAIL [--organization SLUG]

                ROLE is ADMIN, CEO, MANAGER or SALES_REP; or SUPER_ADMIN, who runs the platform and has an account in the
                organisation that the settings name. Without --password-stdin (first line of standard input)
                or --generate (printed once), the password is asked for in the terminal; who signs in to another organisation
                already keeps the password of theirs. Whoever is disabled, gets another password
                or has the second step taken off is signed out everywhere; another role holds from the next request on, and
                lets somebody in who waits for approval. An account follows the Odoo person with its e-mail address, and
                ends with them; person ties it to another one (such as user-odoo-6), or to none.""";
    }

    @Override
    public int run(List<String> arguments, Streams streams) throws IOException {
        Words words = new Words(arguments);
        String action = words.next("say what to do");
        try {
            return switch (action) {
                case "add" -> add(words, streams);
                case "list" -> list(words, streams);
                case "role" -> setRole(words, streams);
                case "password" -> setPassword(words, streams);
                case "second-step" -> takeSecondStepOff(words, streams);
                case "disable" -> setActive(words, streams, false);
                case "person" -> setPerson(words, streams);
                case "enable" -> setActive(words, streams, true);
                default -> throw new UsageException("'user " + action + "' is not known");
            };
        } catch (AccountRefused e) {
            streams.err().println("sightline: " + e.getMessage());
            return 1;
        }
    }

    private int add(Words words, Streams streams) throws IOException {
        String slug = words.option("--organization");
        String roleName = words.option("--role");
        PasswordFrom from = passwordFrom(words);
        String email = words.next("name the e-mail address");
        words.end();
        Role role = role(roleName);
        Organization organization = organization(slug);
        atHome(role, organization);
        if (accounts.getObject().findByEmail(organization.id(), email).isPresent()) {
            throw new AccountRefused("there is an account for " + email + " already");
        }
        if (accounts.getObject().hasSignIn(email)) {
            if (from != PasswordFrom.TERMINAL) {
                throw new AccountRefused(
                        email
                                + " signs in to another organisation already and keeps that password: leave out --generate and --password-stdin");
            }
            Account account = accounts.getObject().create(organization.id(), email, null, role, null, BY);
            streams.out()
                    .println("Made account " + account.email() + " (" + role + ") in " + organization.slug()
                            + (accounts.getObject().opensOneAlone(email)
                                    ? ". The password was set by a link that an organisation's administrator handed on, and opens that"
                                            + " organisation alone: set one with 'user password'."
                                    : "; the password stays what it is."));
            return 0;
        }
        Secret password = password(from, streams);
        Account account = accounts.getObject().create(organization.id(), email, password, role, null, BY);
        streams.out().println("Made account " + account.email() + " (" + role + ") in " + organization.slug() + ".");
        from.tell(password, streams);
        return 0;
    }

    private int setRole(Words words, Streams streams) {
        String slug = words.option("--organization");
        String roleName = words.option("--role");
        String email = words.next("name the e-mail address");
        words.end();
        Role role = role(roleName);
        Organization within = organization(slug);
        atHome(role, within);
        OrganizationId organization = within.id();
        Account account = existing(organization, email);
        accounts.getObject().setRole(organization, account.id(), role, BY);
        streams.out().println("Made " + account.email() + " " + role + ".");
        return 0;
    }

    private int setPassword(Words words, Streams streams) throws IOException {
        String slug = words.option("--organization");
        PasswordFrom from = passwordFrom(words);
        String email = words.next("name the e-mail address");
        words.end();
        OrganizationId organization = organization(slug).id();
        Account account = existing(organization, email);
        Secret password = password(from, streams);
        accounts.getObject().setPassword(organization, account.id(), password, BY);
        streams.out().println("Changed the password of " + account.email() + ".");
        from.tell(password, streams);
        return 0;
    }

    private int list(Words words, Streams streams) {
        String slug = words.option("--organization");
        words.end();
        OrganizationId organization = organization(slug).id();
        List<Account> all = accounts.getObject().all(organization);
        Set<String> inTwoSteps =
                steps.getObject().on(all.stream().map(Account::email).toList()).keySet();
        for (Account account : all) {
            streams.out()
                    .printf(
                            Locale.ROOT,
                            "%-40s %-12s %s%s%n",
                            account.email(),
                            account.role(),
                            switch (account.status()) {
                                case ACTIVE -> "active";
                                case PENDING -> "pending";
                                case DEACTIVATED -> "disabled";
                            },
                            inTwoSteps.contains(account.email().toLowerCase(Locale.ROOT)) ? ", second step" : "");
        }
        return 0;
    }

    private int setActive(Words words, Streams streams, boolean active) {
        String slug = words.option("--organization");
        String email = words.next("name the e-mail address");
        words.end();
        OrganizationId organization = organization(slug).id();
        Account account = existing(organization, email);
        accounts.getObject().setActive(organization, account.id(), active, BY);
        streams.out().println((active ? "Enabled " : "Disabled ") + account.email() + ".");
        return 0;
    }

    private int takeSecondStepOff(Words words, Streams streams) {
        String slug = words.option("--organization");
        boolean off = words.flag("--off");
        String email = words.next("name the e-mail address");
        words.end();
        if (!off) {
            throw new UsageException("say --off; people turn it on themselves");
        }
        Account account = existing(organization(slug).id(), email);
        if (!factors.getObject().takeOff(account.email())) {
            throw new AccountRefused(account.email() + " signs in without a second step");
        }
        accounts.getObject().recordEverywhere("second_factor.taken_off", account.email(), BY);
        streams.out().println("Took the second step off " + account.email() + ", and signed them out everywhere.");
        return 0;
    }

    private int setPerson(Words words, Streams streams) {
        String slug = words.option("--organization");
        String person = words.option("--person");
        boolean byEmail = words.flag("--by-email");
        boolean nobody = words.flag("--nobody");
        String email = words.next("name the e-mail address");
        words.end();
        if ((person == null ? 0 : 1) + (byEmail ? 1 : 0) + (nobody ? 1 : 0) != 1) {
            throw new UsageException("say one of --person ID, --by-email and --nobody");
        }
        OrganizationId organization = organization(slug).id();
        Account account = existing(organization, email);
        accounts.getObject().setPerson(organization, account.id(), nobody ? Account.NOBODY : person, BY);
        streams.out().println("Linked " + account.email() + ".");
        return 0;
    }

    private Account existing(OrganizationId organization, String email) {
        return accounts.getObject()
                .findByEmail(organization, email)
                .orElseThrow(() -> new AccountRefused("there is no account for " + email));
    }

    private Organization organization(@Nullable String slug) {
        Organizations all = organizations.getObject();
        return slug == null
                ? all.own()
                : all.bySlug(slug).orElseThrow(() -> new AccountRefused("there is no organisation " + slug));
    }

    private void atHome(Role role, Organization organization) {
        if (role == Role.SUPER_ADMIN
                && !organization.id().equals(organizations.getObject().own().id())) {
            throw new AccountRefused("a SUPER_ADMIN has an account in the organisation that the settings name");
        }
    }

    private static Role role(@Nullable String name) {
        if (name == null) {
            throw new UsageException("--role is required");
        }
        return ROLES.stream()
                .filter(role -> role.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new UsageException("there is no role '" + name + "'; there are "
                        + ROLES.stream().map(Role::name).collect(Collectors.joining(", "))));
    }

    /** Where a new password comes from. */
    private enum PasswordFrom {
        TERMINAL,
        STDIN,
        GENERATED;

        /** One that was made up is known to nobody yet. */
        void tell(Secret password, Streams streams) {
            if (this == GENERATED) {
                streams.out().println("Password: " + password.value());
            }
        }
    }

    private static PasswordFrom passwordFrom(Words words) {
        boolean fromStdin = words.flag("--password-stdin");
        boolean generate = words.flag("--generate");
        if (fromStdin && generate) {
            throw new UsageException("--password-stdin and --generate exclude each other");
        }
        return generate ? PasswordFrom.GENERATED : fromStdin ? PasswordFrom.STDIN : PasswordFrom.TERMINAL;
    }

    private static Secret password(PasswordFrom from, Streams streams) throws IOException {
        return switch (from) {
            case TERMINAL -> asked();
            case STDIN -> firstLine(streams);
            case GENERATED -> generated();
        };
    }

    private static Secret generated() {
        return new Secret(new SecureRandom()
                .ints(GENERATED_LENGTH, 0, UNMISTAKABLE.length())
                .mapToObj(index -> String.valueOf(UNMISTAKABLE.charAt(index)))
                .collect(Collectors.joining()));
    }

    private static Secret firstLine(Streams streams) throws IOException {
        String line = new BufferedReader(new InputStreamReader(streams.in(), StandardCharsets.UTF_8)).readLine();
        return new Secret(line == null ? "" : line);
    }

    private static Secret asked() {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            throw new UsageException(
                    "there is no terminal to ask for the password: use --password-stdin or --generate");
        }
        char[] first = console.readPassword("Password: ");
        char[] second = console.readPassword("Again: ");
        if (first == null || !Arrays.equals(first, second)) {
            throw new AccountRefused("the two passwords are not the same");
        }
        return new Secret(new String(first));
    }
}
