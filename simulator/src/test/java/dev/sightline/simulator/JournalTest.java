package dev.sightline.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final Instant BIRTH = Instant.parse("2026-05-04T09:00:00Z");

    @TempDir
    Path folder;

    private final AtomicLong second = new AtomicLong(BIRTH.getEpochSecond());

    @Test
    void aCompanyIsTheSameAfterARestart() {
        String before;
        try (OdooSimulator first = start(BIRTH)) {
            first.happen(40);
            before = everything(first);
        }
        try (OdooSimulator second = start(BIRTH.plusSeconds(86_400))) {
            assertThat(everything(second)).isEqualTo(before);
            second.happen(5);
            assertThat(everything(second)).isNotEqualTo(before);
        }
    }

    @Test
    void aLineThatACrashCutOffIsDropped() throws IOException {
        String before;
        try (OdooSimulator first = start(BIRTH)) {
            first.happen(3);
            before = everything(first);
        }
        Files.writeString(folder.resolve("journal"), "1777", StandardOpenOption.APPEND);
        try (OdooSimulator second = start(BIRTH)) {
            assertThat(everything(second)).isEqualTo(before);
        }
    }

    @Test
    void anotherFileIsRefused() throws IOException {
        Files.writeString(folder.resolve("journal"), "dear diary\n");
        assertThatThrownBy(() -> start(BIRTH))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no journal");
    }

    private OdooSimulator start(Instant now) {
        return OdooSimulator.start(SimulatorOptions.company(CompanyPlan.demo(3, now))
                .at(() -> Instant.ofEpochSecond(second.addAndGet(7)))
                .remembering(folder.resolve("journal")));
    }

    private static String everything(OdooSimulator odoo) {
        return Stream.of("crm.lead", "mail.activity")
                .flatMap(model -> IntStream.of(odoo.records(model).ids())
                        .mapToObj(id -> odoo.records(model).read(id).toString()))
                .collect(Collectors.joining("\n"));
    }
}
