package dev.sightline.server.crm.dashboard;

import dev.sightline.catalog.CrmEvent.OpportunityEvent;
import dev.sightline.catalog.EventCodec;
import dev.sightline.catalog.FinanceEvent.CompanyCreated;
import dev.sightline.catalog.FinanceEvent.CompanyUpdated;
import dev.sightline.catalog.FinanceEvent.RateRemoved;
import dev.sightline.catalog.FinanceEvent.RateSet;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.server.crm.Opportunity;
import dev.sightline.server.crm.Opportunity.Status;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The same figures the plain way: every deal looked at, after every event. */
final class NaiveSales {
    private static final String EUR = "EUR";

    private final ZoneId zone;
    private final Map<String, Opportunity> deals = new TreeMap<>();
    private final Map<String, RateSet> rates = new TreeMap<>();
    private final Map<String, String> companies = new HashMap<>();
    /** Day, then deal's owner and team: what was open changed by. */
    private final Map<LocalDate, Map<Cell, Sums>> changes = new TreeMap<>();

    record Cell(@Nullable String owner, @Nullable String team) {}

    NaiveSales(List<RecordedEvent> history, ZoneId zone) {
        this.zone = zone;
        EventCodec codec = new EventCodec();
        Map<Cell, Sums> before = Map.of();
        for (RecordedEvent recorded : history) {
            String key = recorded.stream().key();
            switch (codec.read(recorded.type(), recorded.event().schemaVersion(), recorded.data())) {
                case OpportunityEvent event -> {
                    Opportunity after =
                            deals.getOrDefault(key, Opportunity.NOTHING).evolve(event);
                    if (after.exists()) {
                        deals.put(key, after);
                    } else {
                        deals.remove(key);
                    }
                }
                case RateSet rate -> rates.put(key, rate);
                case RateRemoved() -> rates.remove(key);
                case CompanyCreated(var details) -> company(key, details.currency());
                case CompanyUpdated(var details) -> company(key, details.currency());
                default -> {}
            }
            Map<Cell, Sums> after = openByCell();
            LocalDate day = LocalDate.ofInstant(recorded.event().occurredAt(), zone);
            Map<Cell, Sums> changed = changes.computeIfAbsent(day, any -> new HashMap<>());
            after.forEach((cell, sums) -> changed.merge(cell, sums, Sums::plus));
            before.forEach((cell, sums) -> changed.merge(cell, sums.negated(), Sums::plus));
            before = after;
        }
    }

    Map<String, Sums> stages(Predicate<Cell> part) {
        Map<String, Sums> stages = new TreeMap<>();
        for (Opportunity deal : of(part)) {
            if (deal.status() == Status.OPEN) {
                stages.merge(deal.stageId() == null ? "" : deal.stageId(), open(deal), Sums::plus);
            }
        }
        return stages;
    }

    Sums closed(Predicate<Cell> part, LocalDate from, LocalDate to) {
        Sums sums = Sums.ZERO;
        for (Opportunity deal : of(part)) {
            LocalDate day = deal.closedAt() == null ? null : LocalDate.ofInstant(deal.closedAt(), zone);
            if (day != null && !day.isBefore(from) && !day.isAfter(to)) {
                if (deal.status() == Status.WON) {
                    BigDecimal days = BigDecimal.valueOf(Duration.between(deal.createdAt(), deal.closedAt())
                                    .toSeconds())
                            .divide(BigDecimal.valueOf(86_400), MathContext.DECIMAL128)
                            .setScale(4, RoundingMode.HALF_UP);
                    sums = sums.plus(new Sums(0, BigDecimal.ZERO, BigDecimal.ZERO, 1, amount(deal), days, 0));
                } else if (deal.status() == Status.LOST) {
                    sums = sums.plus(
                            new Sums(0, BigDecimal.ZERO, BigDecimal.ZERO, 0, BigDecimal.ZERO, BigDecimal.ZERO, 1));
                }
            }
        }
        return sums;
    }

    /** Of the cells that are the part's now. */
    Sums openAt(Predicate<Cell> part, LocalDate day) {
        Sums sums = Sums.ZERO;
        for (var changed : changes.entrySet()) {
            if (!changed.getKey().isAfter(day)) {
                for (var cell : changed.getValue().entrySet()) {
                    if (part.test(cell.getKey())) {
                        sums = sums.plus(cell.getValue());
                    }
                }
            }
        }
        return sums;
    }

    private List<Opportunity> of(Predicate<Cell> part) {
        List<Opportunity> found = new ArrayList<>();
        for (Opportunity deal : deals.values()) {
            if (deal.details().kind().equals("opportunity") && part.test(cell(deal))) {
                found.add(deal);
            }
        }
        return found;
    }

    private Map<Cell, Sums> openByCell() {
        Map<Cell, Sums> cells = new HashMap<>();
        for (Opportunity deal : of(any -> true)) {
            if (deal.status() == Status.OPEN) {
                cells.merge(cell(deal), open(deal), Sums::plus);
            }
        }
        return cells;
    }

    private static Cell cell(Opportunity deal) {
        return new Cell(deal.ownerId() == null ? null : "user-" + deal.ownerId(), deal.teamId());
    }

    private Sums open(Opportunity deal) {
        BigDecimal amount = amount(deal);
        BigDecimal weighted =
                amount.multiply(deal.details().probability()).divide(BigDecimal.valueOf(100), 4, RoundingMode.HALF_UP);
        return new Sums(1, amount, weighted, 0, BigDecimal.ZERO, BigDecimal.ZERO, 0);
    }

    private BigDecimal amount(Opportunity deal) {
        String company = deal.details().companyId();
        String currency = deal.details().currency();
        if (currency == null) {
            currency = company == null ? EUR : companies.getOrDefault(company, EUR);
        }
        BigDecimal amount = deal.details().expectedRevenue();
        if (currency.equals(EUR)) {
            return amount.setScale(4, RoundingMode.HALF_UP);
        }
        LocalDate day = LocalDate.ofInstant(deal.closedAt() == null ? deal.createdAt() : deal.closedAt(), zone);
        // The record's company, then all companies, then any.
        List<String> order = new ArrayList<>();
        if (company != null) {
            order.add(company);
        }
        order.add("");
        order.addAll(rates.values().stream()
                .map(rate -> rate.companyId() == null ? "" : rate.companyId())
                .sorted()
                .toList());
        for (String from : order) {
            BigDecimal other = rate(from, currency, day);
            if (other != null) {
                BigDecimal own = rate(from, EUR, day);
                return amount.multiply(own == null ? BigDecimal.ONE : own).divide(other, 4, RoundingMode.HALF_UP);
            }
        }
        return BigDecimal.ZERO;
    }

    private @Nullable BigDecimal rate(String company, String currency, LocalDate day) {
        List<RateSet> known = rates.values().stream()
                .filter(rate -> (rate.companyId() == null ? "" : rate.companyId()).equals(company))
                .filter(rate -> rate.currency().equals(currency))
                .sorted(Comparator.comparing(RateSet::day))
                .toList();
        RateSet found = null;
        for (RateSet rate : known) {
            if (found == null || !rate.day().isAfter(day) || rate.day().equals(found.day())) {
                found = rate;
            }
        }
        return found == null ? null : found.rate();
    }

    private void company(String key, @Nullable String currency) {
        if (currency != null) {
            companies.put(key, currency);
        }
    }
}
