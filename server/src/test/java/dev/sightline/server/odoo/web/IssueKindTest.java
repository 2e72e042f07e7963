package dev.sightline.server.odoo.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.odoo.sync.SyncIssues;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No issue is explained with words that fit any. */
class IssueKindTest {
    static Stream<String> kinds() {
        return Stream.concat(
                Stream.of(
                        "reporting_cycle",
                        "missing_manager",
                        "user_without_employee",
                        "employee_without_user",
                        "duplicate_email",
                        "archived_owner",
                        "opportunity_without_owner",
                        "opportunity_without_stage",
                        "opportunity_without_company",
                        "unknown_currency"),
                Arrays.stream(SyncIssues.class.getFields())
                        .filter(field -> Modifier.isStatic(field.getModifiers()) && field.getType() == String.class)
                        .map(field -> {
                            try {
                                return (String) field.get(null);
                            } catch (IllegalAccessException e) {
                                throw new IllegalStateException(e);
                            }
                        }));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void eachHasWordsOfItsOwn(String kind) {
        assertThat(IssueKind.of(kind).explanation())
                .isNotEqualTo(IssueKind.of("no_such_kind").explanation());
    }
}
