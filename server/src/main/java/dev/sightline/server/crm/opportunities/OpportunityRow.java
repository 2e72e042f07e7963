package dev.sightline.server.crm.opportunities;

import dev.sightline.catalog.CrmEvent.OpportunityDetails;
import dev.sightline.catalog.EventCodec;
import dev.sightline.server.access.PersonId;
import dev.sightline.server.crm.Opportunity;
import dev.sightline.server.crm.Opportunity.Status;
import dev.sightline.server.crm.dashboard.Counted;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code opportunity_view}: the state that events tell, and what follows from it and the rates.
 *
 * @param money what the expected revenue is in
 * @param amount in the organisation's currency; null where no rate is known
 * @param weighted amount x probability
 * @param closedDay in the organisation's zone
 * @param since the day from whose end on figures count it like this; never before the day of what it was before
 */
record OpportunityRow(
        String id,
        Opportunity state,
        String money,
        @Nullable BigDecimal amount,
        @Nullable BigDecimal weighted,
        @Nullable LocalDate closedDay,
        Instant updatedAt,
        LocalDate since) {
    private static final BigDecimal PERCENT = BigDecimal.valueOf(100);
    private static final int SCALE = 4;

    /** As if it had stood like this since {@code day}. */
    static OpportunityRow of(
            String id, Opportunity state, Instant updatedAt, LocalDate day, ExchangeRates rates, ZoneId zone) {
        OpportunityDetails details = state.details();
        Instant closedAt = state.closedAt();
        LocalDate closedDay = closedAt == null ? null : LocalDate.ofInstant(closedAt, zone);
        String money = rates.moneyOf(details);
        BigDecimal amount = rates.convert(
                details.expectedRevenue(),
                money,
                details.companyId(),
                closedDay == null ? LocalDate.ofInstant(state.createdAt(), zone) : closedDay);
        BigDecimal weighted = amount == null
                ? null
                : amount.multiply(details.probability()).divide(PERCENT, SCALE, RoundingMode.HALF_UP);
        return new OpportunityRow(id, state, money, amount, weighted, closedDay, updatedAt, day);
    }

    /** The same, following what it was: what figures do not notice leaves the day alone, and no day goes backwards. */
    OpportunityRow after(OpportunityRow before) {
        return Objects.equals(counted(), before.counted()) || since.isBefore(before.since) ? since(before.since) : this;
    }

    OpportunityRow since(LocalDate day) {
        return new OpportunityRow(id, state, money, amount, weighted, closedDay, updatedAt, day);
    }

    /** The same once the contact whom it names is forgotten. */
    OpportunityRow erased() {
        Opportunity without = new Opportunity(
                state.exists(),
                EventCodec.erasedDetails(state.details()),
                state.stageId(),
                state.ownerId(),
                state.teamId(),
                state.createdAt(),
                state.outcome(),
                state.closedAt(),
                state.lostReasonId());
        return new OpportunityRow(id, without, money, amount, weighted, closedDay, updatedAt, since);
    }

    boolean counts() {
        return state.details().kind().equals("opportunity");
    }

    Status status() {
        return state.status();
    }

    @Nullable
    String ownerId() {
        return state.ownerId() == null ? null : PersonId.ofUser(state.ownerId());
    }

    /** What it adds to figures; null for a lead. */
    @Nullable
    Counted counted() {
        return counts()
                ? new Counted(
                        ownerId(),
                        state.teamId(),
                        state.stageId(),
                        status(),
                        amount == null ? BigDecimal.ZERO : amount,
                        weighted == null ? BigDecimal.ZERO : weighted,
                        state.createdAt(),
                        state.closedAt(),
                        closedDay)
                : null;
    }
}
