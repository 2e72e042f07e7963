package dev.sightline.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.identity.Account.Status;
import dev.sightline.server.platform.Refused;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MemberRulesTest {
    private final Account pending = account(Role.PENDING, Status.PENDING);
    private final Account admin = account(Role.ADMIN, Status.ACTIVE);
    private final Account seller = account(Role.SALES_REP, Status.ACTIVE);
    private final Account platform = account(Role.SUPER_ADMIN, Status.ACTIVE);

    @Test
    void who_waits_is_approved_once_and_in_a_role_of_the_organisation() {
        for (Role role : MemberRules.GIVEN) {
            assertThat(MemberRules.approve(pending, role)).isEmpty();
        }
        assertThat(code(MemberRules.approve(pending, Role.SUPER_ADMIN))).isEqualTo("invalid_role");
        assertThat(code(MemberRules.approve(pending, Role.PENDING))).isEqualTo("invalid_role");
        assertThat(code(MemberRules.approve(seller, Role.MANAGER))).isEqualTo("not_pending");
    }

    @Test
    void nobody_becomes_an_administrator_of_the_platform_here() {
        assertThat(code(MemberRules.changeRole(admin, Role.SUPER_ADMIN, 5))).isEqualTo("invalid_role");
        assertThat(code(MemberRules.changeRole(platform, Role.ADMIN, 5))).isEqualTo("forbidden");
        assertThat(code(MemberRules.deactivate(platform, 5))).isEqualTo("forbidden");
        assertThat(code(MemberRules.reactivate(platform))).isEqualTo("forbidden");
    }

    @Test
    void the_last_administrator_stays_one() {
        assertThat(code(MemberRules.changeRole(admin, Role.CEO, 0))).isEqualTo("last_administrator");
        assertThat(code(MemberRules.deactivate(admin, 0))).isEqualTo("last_administrator");
        assertThat(MemberRules.changeRole(admin, Role.ADMIN, 0)).isEmpty();
        assertThat(MemberRules.changeRole(admin, Role.CEO, 1)).isEmpty();
        assertThat(MemberRules.deactivate(admin, 1)).isEmpty();
        assertThat(MemberRules.deactivate(account(Role.ADMIN, Status.DEACTIVATED), 0))
                .isEmpty();
        assertThat(MemberRules.deactivate(seller, 0)).isEmpty();
    }

    @Test
    void a_role_is_changed_only_after_approval() {
        assertThat(code(MemberRules.changeRole(pending, Role.MANAGER, 1))).isEqualTo("approval_pending");
        assertThat(MemberRules.changeRole(seller, Role.MANAGER, 1)).isEmpty();
    }

    private static String code(Optional<Refused> refused) {
        return refused.map(Refused::code).orElse("");
    }

    private static Account account(Role role, Status status) {
        return new Account(
                new OrganizationId(1), new UUID(0, 1), "someone@example.com", role, status, null, Instant.EPOCH);
    }
}
