package dev.sightline.eventstore;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class DependenciesTest {
    private final JavaClasses eventstore = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.sightline.eventstore");

    @Test
    void the_event_store_knows_java_the_driver_and_a_logger_only() {
        classes()
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "dev.sightline.eventstore..",
                        "java..",
                        "javax.crypto..",
                        "javax.sql..",
                        "org.postgresql..",
                        "org.slf4j..",
                        "org.jspecify.."))
                .check(eventstore);
    }

    @Test
    void the_log_does_not_know_its_projections() {
        noClasses()
                .that()
                .resideInAPackage("dev.sightline.eventstore")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.sightline.eventstore.projection..")
                .check(eventstore);
    }
}
