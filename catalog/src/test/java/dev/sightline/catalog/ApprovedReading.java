package dev.sightline.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What a stored event reads as, pinned in a file (R8): an upcaster that is changed, or that is not pure, is noticed. */
record ApprovedReading(Path file, boolean approving) {
    private static final JsonMapper PRETTY = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** Of an older version: beside its own file, named after the version that it is read as. */
    static ApprovedReading of(Path folder, String type, int version, int present) {
        String as = version == present ? "" : ".as.v" + present;
        return new ApprovedReading(
                folder.resolve(type + ".v" + version + as + ".json"), Boolean.getBoolean("sightline.approve"));
    }

    /** @param reading is done twice */
    void check(EventCodec codec, Supplier<DomainEvent> reading) throws IOException {
        DomainEvent event = reading.get();
        assertThat(reading.get()).as("read again").isEqualTo(event);
        String written = codec.write(event);
        if (approving && !Files.exists(file)) {
            Files.writeString(file, PRETTY.writeValueAsString(PRETTY.readTree(written)) + "\n");
        }
        assertThat(file)
                .as("run with -Dsightline.approve=true to pin what a version reads as")
                .exists();
        assertThat(PRETTY.readTree(written)).isEqualTo(PRETTY.readTree(Files.readString(file)));
    }
}
