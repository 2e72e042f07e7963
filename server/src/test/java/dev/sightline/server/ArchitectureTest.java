package dev.sightline.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.sightline.eventstore.Decider;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.modulith.core.ApplicationModules;

/** The borders of the house. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.sightline");

    @Test
    void rooms_use_each_other_through_their_doors_only() {
        ApplicationModules.of(Sightline.class).verify();
    }

    @Test
    void the_event_store_knows_no_spring_and_no_server() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.sightline.eventstore..", "dev.sightline.catalog..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..", "dev.sightline.server..")
                .check(CLASSES);
    }

    @Test
    void deciders_know_no_clock_no_chance_and_no_io() {
        var decider = classes().that().implement(Decider.class);
        decider.should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackages(
                        "java.sql..",
                        "javax.sql..",
                        "java.net..",
                        "java.nio..",
                        "java.io..",
                        "org.springframework..",
                        "tools.jackson..")
                .check(CLASSES);
        noClasses()
                .that()
                .implement(Decider.class)
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(LocalDate.class, "now")
                .orShould()
                .callMethod(UUID.class, "randomUUID")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(java.util.Random.class)
                .check(CLASSES);
    }

    @Test
    void the_client_of_redis_is_loaded_where_one_is_set_alone() {
        noClasses()
                .that()
                .haveNameNotMatching("dev.sightline.server.platform.limits.(Redis|Shared).*")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.lettuce..", "io.netty..", "reactor..")
                .check(CLASSES);
    }

    @Test
    void every_migration_has_a_number_of_its_own() throws IOException {
        List<String> numbers = new ArrayList<>();
        for (String folder : List.of("db/migration", "dev/sightline/eventstore/db")) {
            for (Resource file :
                    new PathMatchingResourcePatternResolver().getResources("classpath*:" + folder + "/V*.sql")) {
                numbers.add(requireNonNull(file.getFilename()).split("__", 2)[0]);
            }
        }
        assertThat(numbers).isNotEmpty().doesNotHaveDuplicates();
    }

    @Test
    void nothing_in_the_server_asks_the_machine_for_the_time() {
        noClasses()
                .that()
                .resideInAPackage("dev.sightline.server..")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(LocalDate.class, "now")
                .orShould()
                .callMethod(java.time.OffsetDateTime.class, "now")
                .check(CLASSES);
    }
}
