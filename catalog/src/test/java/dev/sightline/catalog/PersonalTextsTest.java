package dev.sightline.catalog;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.catalog.CrmEvent.AccountCreated;
import dev.sightline.catalog.CrmEvent.AccountDetails;
import dev.sightline.catalog.CrmEvent.ActivityDetails;
import dev.sightline.catalog.CrmEvent.ActivityPlanned;
import dev.sightline.catalog.HrmEvent.UserCreated;
import dev.sightline.catalog.HrmEvent.UserDetails;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

class PersonalTextsTest {
    private static final Path APPROVED = Path.of("src/test/resources/approved-sealed");
    private static final String STREAM = "stream/odoo-1";

    private final EventCodec codec = new EventCodec();
    private final Set<String> forgotten = new HashSet<>();
    private final PersonalCipher cipher = new Rot(forgotten);

    /** Turns bits over and puts owner and context in front: what matters here is what is sealed for whom, not how well. */
    private record Rot(Set<String> forgotten) implements PersonalCipher {
        @Override
        public boolean forgotten(Whose whose) {
            return forgotten.contains(whose.subject()) || forgotten.contains(String.valueOf(whose.contact()));
        }

        @Override
        public byte @Nullable [] seal(Whose whose, String context, byte[] plain) {
            return forgotten(whose)
                    ? null
                    : turned((whose + context + "|" + text(plain)).getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public byte @Nullable [] open(Whose whose, String context, byte[] sealed) {
            String plain = text(turned(sealed));
            if (!plain.startsWith(whose + context + "|")) {
                throw new IllegalStateException("another owner or context");
            }
            return forgotten(whose)
                    ? null
                    : plain.substring((whose + context + "|").length()).getBytes(StandardCharsets.UTF_8);
        }

        private static byte[] turned(byte[] bytes) {
            byte[] turned = bytes.clone();
            for (int i = 0; i < turned.length; i++) {
                turned[i] = (byte) ~turned[i];
            }
            return turned;
        }

        private static String text(byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    static Stream<Class<? extends DomainEvent>> types() {
        return Samples.types().stream();
    }

    static Stream<Class<? extends DomainEvent>> personalTypes() {
        return types().filter(type -> PersonalShape.of(type) != null);
    }

    @ParameterizedTest
    @MethodSource("types")
    void every_event_comes_back_as_it_was(Class<? extends DomainEvent> type) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int n = 0; n < 50; n++) {
            DomainEvent event = Samples.random(type, random);
            String stored = codec.write(event, STREAM, cipher);
            assertThat(sealed(event, stored).open(cipher))
                    .as("seed %d: %s", seed, stored)
                    .isEqualTo(event);
        }
    }

    /** R8. {@code -Dsightline.approve} writes the file of a new type. */
    @ParameterizedTest
    @MethodSource("personalTypes")
    void the_sealed_form_of_each_type_is_pinned(Class<? extends DomainEvent> type) throws IOException {
        DomainEvent event = Samples.personal(type);
        String stored = codec.write(event, STREAM, cipher);
        Path file = APPROVED.resolve(EventCodec.typeOf(event) + ".v" + EventCodec.versionOf(event) + ".json");
        if (Boolean.getBoolean("sightline.approve") && !Files.exists(file)) {
            Files.createDirectories(APPROVED);
            Files.writeString(file, stored + "\n");
        }
        assertThat(file).exists();
        String approved = Files.readString(file).strip();

        assertThat(stored).isEqualTo(approved);
        assertThat(sealed(event, approved).open(cipher)).isEqualTo(event);
    }

    /** Each version that is written no more goes on opening as what it did when the next came. */
    @ParameterizedTest
    @MethodSource("personalTypes")
    void what_each_versions_sealed_form_opens_as_is_pinned(Class<? extends DomainEvent> type) throws IOException {
        DomainEvent typical = Samples.personal(type);
        String name = EventCodec.typeOf(typical);
        int present = EventCodec.versionOf(typical);
        for (int version = 1; version <= present; version++) {
            int sealedAs = version;
            String stored = Files.readString(APPROVED.resolve(name + ".v" + version + ".json"))
                    .strip();
            Supplier<DomainEvent> opening =
                    () -> codec.readSealed(name, sealedAs, stored, STREAM).open(cipher);
            if (version == present) {
                assertThat(opening.get()).isEqualTo(opening.get()).isEqualTo(typical);
            } else {
                ApprovedReading.of(APPROVED, name, version, present).check(codec, opening);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("personalTypes")
    void nothing_of_a_person_is_in_clear_and_forgotten_reads_the_same_however_it_was_stored(
            Class<? extends DomainEvent> type) {
        DomainEvent event = Samples.personal(type);
        String stored = codec.write(event, STREAM, cipher);
        PersonalShape shape = requireNonNull(PersonalShape.of(type));
        assertThat(shape.texts(event)).isNotEmpty();
        shape.texts(event).values().forEach(text -> assertThat(stored).doesNotContain(text));

        forgotten.add(STREAM);
        DomainEvent erased = sealed(event, stored).open(cipher);
        assertThat(erased).isNotEqualTo(event);
        assertThat(shape.texts(erased).values()).allMatch(EventCodec.ERASED::equals);
        assertThat(sealed(event, codec.write(event)).open(cipher))
                .as("stored in clear")
                .isEqualTo(erased);
        String late = codec.write(event, STREAM, cipher);
        assertThat(late).doesNotContain("\"personal\"");
        assertThat(sealed(event, late).open(cipher)).as("stored when forgotten").isEqualTo(erased);
        assertThat(codec.read(EventCodec.typeOf(event), EventCodec.versionOf(event), stored))
                .as("read without a key")
                .isEqualTo(erased);
    }

    @Test
    void names_read_as_erased_and_addresses_as_none() {
        UserCreated ana = new UserCreated(
                new UserDetails("Ana", "ana@acme.com", "ana@acme.com", true, true, null, List.of(), "odoo-9"));
        forgotten.add("user/odoo-3");
        assertThat(codec.readSealed("hrm.user.created", 1, codec.write(ana), "user/odoo-3")
                        .open(cipher))
                .isEqualTo(
                        new UserCreated(new UserDetails("erased", null, null, true, true, null, List.of(), "odoo-9")));
    }

    @Test
    void a_company_is_nobody() {
        AccountCreated company = account(true);
        assertThat(EventCodec.whose(company, "account/odoo-7")).isNull();
        assertThat(codec.write(company, "account/odoo-7", cipher)).isEqualTo(codec.write(company));
        assertThat(EventCodec.whose(account(false), "account/odoo-7")).isEqualTo(new Whose("account/odoo-7", null));
    }

    @Test
    void an_activity_is_about_whom_it_names() {
        assertThat(EventCodec.whose(activity("account"), "activity/odoo-1"))
                .isEqualTo(new Whose("activity/odoo-1", "account/odoo-7"));
        assertThat(EventCodec.whose(activity("hr.employee"), "activity/odoo-1"))
                .isEqualTo(new Whose("activity/odoo-1", "employee/odoo-7"));
        assertThat(EventCodec.whose(activity("opportunity"), "activity/odoo-1")).isNull();
    }

    @Test
    void what_was_sealed_for_one_opens_for_no_other() {
        DomainEvent event = account(false);
        String stored = codec.write(event, "account/odoo-7", cipher);
        SealedEvent moved = codec.readSealed("crm.account.created", 1, stored, "account/odoo-8");
        assertThatThrownBy(() -> moved.open(cipher)).isInstanceOf(IllegalStateException.class);
        String garbled = codec.write(event).replaceFirst("}$", ",\"personal\":\"%%\"}");
        SealedEvent broken = codec.readSealed("crm.account.created", 1, garbled, "account/odoo-7");
        assertThatThrownBy(() -> broken.open(cipher))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not Base64");
    }

    @Test
    void a_text_that_looks_like_sealed_ones_is_none() {
        DomainEvent event = new AccountCreated(new AccountDetails(
                "x\",\"personal\":\"abc\"}",
                false,
                null,
                null,
                null,
                "\",\"personal\":\"abc",
                null,
                null,
                null,
                null,
                null,
                "\",\"personal\":\"QUJD",
                true,
                false,
                null));
        assertThat(sealed(event, codec.write(event)).sealed()).isFalse();
        assertThat(sealed(event, codec.write(event, STREAM, cipher)).open(cipher))
                .isEqualTo(event);
    }

    /** An older version keeps its names when it is read through upcasters. */
    @Test
    void an_older_version_is_opened_before_it_is_read_anew() {
        Upcaster renamed = new Upcaster() {
            @Override
            public String type() {
                return "hrm.user.created";
            }

            @Override
            public int from() {
                return 1;
            }

            @Override
            public ObjectNode upcast(ObjectNode data) {
                ObjectNode details = (ObjectNode) data.get("details");
                details.put("login", "was " + details.get("login").asString("nothing"));
                return data;
            }
        };
        EventCodec later = new EventCodec(new Upcasters(Map.of("hrm.user.created", 2), List.of(renamed)));
        UserDetails ana = new UserDetails("Ana", "ana", null, true, true, null, List.of(), null);
        String stored = codec.write(new UserCreated(ana), STREAM, cipher);

        assertThat(later.readSealed("hrm.user.created", 1, stored, STREAM).open(cipher))
                .isEqualTo(new UserCreated(new UserDetails("Ana", "was ana", null, true, true, null, List.of(), null)));
    }

    @Test
    void personal_texts_are_where_the_codec_looks_for_them() {
        for (Class<? extends DomainEvent> type : Samples.types()) {
            for (RecordComponent component : type.getRecordComponents()) {
                assertThat(component.isAnnotationPresent(Personal.class))
                        .as(component.toString())
                        .isFalse();
                assertThat(component.getName()).isNotEqualTo("personal");
                if (component.getType().isRecord()) {
                    List<RecordComponent> marked = Arrays.stream(
                                    component.getType().getRecordComponents())
                            .filter(each -> each.isAnnotationPresent(Personal.class))
                            .toList();
                    assertThat(marked).allMatch(each -> each.getType() == String.class);
                    assertThat(PersonalDetails.class.isAssignableFrom(component.getType()))
                            .as(component.toString())
                            .isEqualTo(!marked.isEmpty());
                }
            }
        }
    }

    private SealedEvent sealed(DomainEvent event, String stored) {
        return codec.readSealed(EventCodec.typeOf(event), EventCodec.versionOf(event), stored, STREAM);
    }

    private static AccountCreated account(boolean company) {
        return new AccountCreated(new AccountDetails(
                "Ana", company, null, null, null, "a@b.c", null, null, "Ghent", null, null, null, true, false, null));
    }

    private static ActivityPlanned activity(String kind) {
        return new ActivityPlanned(
                new ActivityDetails(null, "Call", null, LocalDate.of(2026, 11, 21), kind, "odoo-7", "Ana", null));
    }
}
