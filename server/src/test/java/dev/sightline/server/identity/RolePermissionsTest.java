package dev.sightline.server.identity;

import static dev.sightline.server.platform.Permission.CHANGE_RECORDS;
import static dev.sightline.server.platform.Permission.CONTROL_SYNC;
import static dev.sightline.server.platform.Permission.ERASE_PEOPLE;
import static dev.sightline.server.platform.Permission.EXPORT_RECORDS;
import static dev.sightline.server.platform.Permission.INGEST;
import static dev.sightline.server.platform.Permission.MANAGE_API_KEYS;
import static dev.sightline.server.platform.Permission.MANAGE_MEMBERS;
import static dev.sightline.server.platform.Permission.MANAGE_ORGANIZATIONS;
import static dev.sightline.server.platform.Permission.MANAGE_SETTINGS;
import static dev.sightline.server.platform.Permission.OPERATE;
import static dev.sightline.server.platform.Permission.START_SYNC;
import static dev.sightline.server.platform.Permission.VIEW_AUDIT;
import static dev.sightline.server.platform.Permission.VIEW_DATA_QUALITY;
import static dev.sightline.server.platform.Permission.VIEW_RECORDS;
import static dev.sightline.server.platform.Permission.VIEW_SYNC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.platform.Permission;
import dev.sightline.server.platform.Refused;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Which role may do what, once more in full: a change of the table is a change of this test. */
class RolePermissionsTest {
    private static final Set<Permission> WORKS =
            EnumSet.of(VIEW_RECORDS, CHANGE_RECORDS, EXPORT_RECORDS, VIEW_SYNC, START_SYNC);
    private static final Set<Permission> ADMINISTERS = EnumSet.of(
            VIEW_RECORDS,
            CHANGE_RECORDS,
            EXPORT_RECORDS,
            VIEW_SYNC,
            START_SYNC,
            CONTROL_SYNC,
            VIEW_DATA_QUALITY,
            VIEW_AUDIT,
            MANAGE_MEMBERS,
            MANAGE_API_KEYS,
            ERASE_PEOPLE,
            OPERATE,
            MANAGE_SETTINGS);

    @Test
    void each_role_has_these_permissions() {
        for (Role role : Role.values()) {
            Set<Permission> wanted = switch (role) {
                case SUPER_ADMIN -> EnumSet.of(MANAGE_ORGANIZATIONS);
                case ADMIN -> ADMINISTERS;
                case CEO -> EnumSet.of(VIEW_RECORDS, EXPORT_RECORDS, VIEW_SYNC);
                case MANAGER, SALES_REP -> WORKS;
                case PENDING, SERVICE -> EnumSet.noneOf(Permission.class);
            };
            assertThat(role.permissions()).as(role.name()).isEqualTo(wanted);
        }
    }

    @Test
    void only_services_publish_events() {
        for (Role role : Role.values()) {
            assertThat(role.permissions()).as(role.name()).doesNotContain(INGEST);
        }
    }

    @Test
    void a_service_may_do_what_the_scope_of_its_key_says() {
        assertThat(ApiKey.Scope.READ_ONLY.permissions()).isEqualTo(EnumSet.of(VIEW_RECORDS, EXPORT_RECORDS, VIEW_SYNC));
        assertThat(ApiKey.Scope.INGEST.permissions()).isEqualTo(EnumSet.of(INGEST));
    }

    @Test
    void what_a_role_lacks_is_refused_and_who_waits_is_told_so() {
        assertThatCode(() -> someone(Role.ADMIN).require(CONTROL_SYNC)).doesNotThrowAnyException();
        assertThatThrownBy(() -> someone(Role.MANAGER).require(CONTROL_SYNC))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo("forbidden"));
        assertThatThrownBy(() -> someone(Role.PENDING).require(VIEW_RECORDS))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo("approval_pending"));
    }

    private static SignedIn someone(Role role) {
        return new SignedIn(new UUID(0, 1), new OrganizationId(1), "someone@example.com", role, null);
    }
}
