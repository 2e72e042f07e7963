package dev.sightline.server.crm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.catalog.CrmEvent.AccountCreated;
import dev.sightline.catalog.CrmEvent.AccountDetails;
import dev.sightline.catalog.CrmEvent.OpportunityCreated;
import dev.sightline.catalog.CrmEvent.OpportunityDetails;
import dev.sightline.catalog.CrmEvent.OpportunityLost;
import dev.sightline.catalog.CrmEvent.OpportunityWon;
import dev.sightline.eventstore.testkit.Seeds;
import dev.sightline.server.tenancy.Organization;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * The list of accounts over HTTP, on random companies, contacts and deals: each viewer is shown the accounts that are theirs to see, with
 * figures that are those of the deals that they see, and each figure opens into these deals (R4, R10).
 */
class AccountsIT extends SellersTest {
    private static final int COMPANIES = 9;
    private static final int CONTACTS = 6;
    private static final int DEALS = 45;

    private static final Map<String, Comparator<JsonNode>> ORDERS = Map.of(
            "name", Comparator.comparing(item -> item.get("name").asString()),
            "pipeline", Comparator.comparing(item -> item.get("pipeline").decimalValue()),
            "won_amount", Comparator.comparing(item -> item.get("won_amount").decimalValue()),
            "open_count", Comparator.comparing(item -> item.get("open_count").asInt()),
            "last_activity", Comparator.comparing(AccountsIT::lastActivity));

    private record Account(String key, AccountDetails details) {
        /** The company that a contact's deals count for. */
        String company() {
            return details.parentId() == null ? key : details.parentId();
        }
    }

    private record Deal(
            String kind,
            String status,
            @Nullable String account,
            @Nullable String owner,
            @Nullable String team,
            BigDecimal revenue) {}

    private record Sums(int open, BigDecimal pipeline, BigDecimal won) {
        static final Sums NONE = new Sums(0, BigDecimal.ZERO, BigDecimal.ZERO);

        Sums with(Deal deal) {
            boolean isOpen = deal.status.equals("open");
            return new Sums(
                    open + (isOpen ? 1 : 0),
                    isOpen ? pipeline.add(deal.revenue) : pipeline,
                    deal.status.equals("won") ? won.add(deal.revenue) : won);
        }
    }

    static LongStream seeds() {
        return Seeds.take(2);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void each_viewer_sees_their_accounts_with_the_figures_of_their_deals(long seed) {
        Random random = Seeds.random(seed);
        Organization organization = sellers();
        Map<String, Account> accounts = accounts(organization, random);
        List<Deal> deals = deals(organization, random, List.copyOf(accounts.keySet()));
        awaitViews(organization);
        for (Viewer viewer : VIEWERS) {
            Map<String, Sums> expected = expected(viewer, accounts, deals);
            compare(signIn(organization, viewer), viewer.toString(), expected, accounts);
        }
    }

    private void compare(String token, String about, Map<String, Sums> expected, Map<String, Account> accounts) {
        Map<String, JsonNode> found = new LinkedHashMap<>();
        items("/api/v2/accounts", token)
                .forEach(item -> found.put(item.get("id").asString(), item));
        assertThat(found.keySet()).as(about).containsExactlyInAnyOrderElementsOf(expected.keySet());
        expected.forEach((id, sums) -> {
            equal(about + " " + id, Objects.requireNonNull(found.get(id)), sums);
            equal(about + " alone " + id, get("/api/v2/accounts/" + id, token).body(), sums);
            List<JsonNode> open = items("/api/v2/opportunities?status=open&account=" + id, token);
            assertThat(open).as(about + " opens " + id).hasSize(sums.open);
            assertThat(amount(open)).as(about + " opens " + id).isEqualByComparingTo(sums.pipeline);
            assertThat(amount(items("/api/v2/opportunities?status=won&sort=-closed_at&account=" + id, token)))
                    .as(about + " opens what was won of " + id)
                    .isEqualByComparingTo(sums.won);
        });
        for (String key : accounts.keySet()) {
            if (!expected.containsKey(key)) {
                assertThat(get("/api/v2/accounts/" + key, token).status())
                        .as(about + " " + key)
                        .isEqualTo(404);
            }
        }
        JsonNode totals = get("/api/v2/accounts?limit=1", token).body().get("totals");
        Sums all = expected.values().stream()
                .reduce(Sums.NONE, (a, b) -> new Sums(a.open + b.open, a.pipeline.add(b.pipeline), a.won.add(b.won)));
        assertThat(totals.get("count").asInt()).as(about).isEqualTo(expected.size());
        assertThat(totals.get("pipeline").decimalValue()).as(about).isEqualByComparingTo(all.pipeline);
        assertThat(totals.get("won_amount").decimalValue()).as(about).isEqualByComparingTo(all.won);
        ORDERS.forEach((sort, order) -> {
            List<JsonNode> up = items("/api/v2/accounts?sort=" + sort, token);
            assertThat(up)
                    .as(about + " by " + sort)
                    .hasSameSizeAs(found.keySet())
                    .isSortedAccordingTo(order);
            assertThat(ids(items("/api/v2/accounts?sort=-" + sort, token)))
                    .as(about + " by -" + sort)
                    .isEqualTo(ids(up.reversed()));
        });
        // Names are Crème 1, Crème 2, …, so that case and accents matter not.
        long named = expected.keySet().stream()
                .filter(id ->
                        Objects.requireNonNull(accounts.get(id)).details.name().equals("Crème 3"))
                .count();
        assertThat(items("/api/v2/accounts?q=CREME+3", token))
                .as(about + " searches")
                .hasSize((int) named);
    }

    private static void equal(String about, JsonNode item, Sums sums) {
        assertThat(item.get("open_count").asInt()).as(about + ": open").isEqualTo(sums.open);
        assertThat(item.get("pipeline").decimalValue()).as(about + ": pipeline").isEqualByComparingTo(sums.pipeline);
        assertThat(item.get("won_amount").decimalValue()).as(about + ": won").isEqualByComparingTo(sums.won);
    }

    /** What a viewer sees, from the facts and the rule alone. */
    private static Map<String, Sums> expected(Viewer viewer, Map<String, Account> accounts, List<Deal> deals) {
        Map<String, Sums> expected = new LinkedHashMap<>();
        for (Deal deal : deals) {
            if (deal.account != null && deal.kind.equals("opportunity") && viewer.sees(deal.owner, deal.team)) {
                String company =
                        Objects.requireNonNull(accounts.get(deal.account)).company();
                expected.merge(company, Sums.NONE.with(deal), (sums, one) -> sums.with(deal));
            }
        }
        accounts.forEach((key, account) -> {
            AccountDetails details = account.details;
            if (details.parentId() == null
                    && details.active()
                    && !details.internal()
                    && viewer.sees(details.ownerId(), details.teamId())) {
                expected.putIfAbsent(key, Sums.NONE);
            }
        });
        return expected;
    }

    private Map<String, Account> accounts(Organization organization, Random random) {
        Map<String, Account> accounts = new LinkedHashMap<>();
        for (int i = 0; i < COMPANIES + CONTACTS; i++) {
            boolean contact = i >= COMPANIES;
            String parent = contact && random.nextInt(6) > 0 ? "c" + random.nextInt(COMPANIES) : null;
            AccountDetails details = new AccountDetails(
                    "Crème " + i % 10,
                    !contact,
                    parent,
                    someoneOrNobody(random),
                    random.nextInt(4) == 0 ? TEAM : null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    random.nextInt(8) > 0,
                    random.nextInt(8) == 0,
                    null);
            accounts.put("c" + i, new Account("c" + i, details));
            append(organization, "account/c" + i, clock.instant(), new AccountCreated(details));
        }
        return accounts;
    }

    private List<Deal> deals(Organization organization, Random random, List<String> accounts) {
        List<Deal> deals = new ArrayList<>();
        for (int i = 0; i < DEALS; i++) {
            Deal deal = new Deal(
                    random.nextInt(8) == 0 ? "lead" : "opportunity",
                    List.of("open", "open", "won", "lost").get(random.nextInt(4)),
                    random.nextInt(10) == 0 ? null : accounts.get(random.nextInt(accounts.size())),
                    someoneOrNobody(random),
                    random.nextInt(4) == 0 ? TEAM : null,
                    BigDecimal.valueOf(random.nextInt(1_000_000), 2));
            deals.add(deal);
            Instant at = clock.instant().plusSeconds(i);
            OpportunityCreated created = new OpportunityCreated(
                    new OpportunityDetails(
                            "Deal " + i,
                            deal.kind,
                            true,
                            deal.revenue,
                            null,
                            BigDecimal.TEN,
                            null,
                            deal.account,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            List.of(),
                            null),
                    null,
                    deal.owner,
                    deal.team,
                    at);
            switch (deal.status) {
                case "won" -> append(organization, "opportunity/d" + i, at, created, new OpportunityWon(at));
                case "lost" -> append(organization, "opportunity/d" + i, at, created, new OpportunityLost(at, null));
                default -> append(organization, "opportunity/d" + i, at, created);
            }
        }
        return deals;
    }

    private static BigDecimal amount(List<JsonNode> rows) {
        return rows.stream().map(row -> row.get("amount").decimalValue()).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static List<String> ids(List<JsonNode> items) {
        return items.stream().map(item -> item.get("id").asString()).toList();
    }

    /** Accounts without a deal that one sees come first. */
    private static Instant lastActivity(JsonNode item) {
        JsonNode at = item.get("last_activity");
        return at.isNull() ? Instant.MIN : Instant.parse(at.asString());
    }
}
