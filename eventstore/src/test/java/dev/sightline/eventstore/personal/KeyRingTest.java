package dev.sightline.eventstore.personal;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.eventstore.EventStoreException;
import dev.sightline.eventstore.OrganizationId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class KeyRingTest {
    private static final OrganizationId ACME = new OrganizationId(7);
    private static final KeyOwner ANA = new KeyOwner("opportunity/odoo-1", "account/odoo-7");
    private static final KeyOwner BEA = new KeyOwner("opportunity/odoo-2", "account/odoo-7");
    private static final SecretKey KEY = new SecretKeySpec(new byte[32], "AES");
    private static final byte[] TEXT = "Zoë".getBytes(StandardCharsets.UTF_8);

    private final KeyRing ring = ring(ACME, Set.of());
    private final byte[] sealed = requireNonNull(ring.seal(ANA, "type", TEXT));

    private static KeyRing ring(OrganizationId organization, Set<String> forgotten) {
        byte[] sevens = new byte[12];
        Arrays.fill(sevens, (byte) 7);
        return new KeyRing(organization, Map.of(ANA, KEY, BEA, KEY), forgotten, sevens::clone);
    }

    @Test
    void a_text_comes_back() {
        assertThat(ring.open(ANA, "type", sealed)).isEqualTo(TEXT);
        assertThat(sealed).hasSize(1 + 12 + TEXT.length + 16);
        assertThat(sealed).startsWith(1, 7, 7, 7);
    }

    @Test
    void it_opens_for_its_owner_in_its_place_alone() {
        assertThatThrownBy(() -> ring.open(BEA, "type", sealed))
                .isInstanceOf(EventStoreException.class)
                .hasMessageContaining("opportunity/odoo-2")
                .hasMessageContaining("do not open");
        assertThatThrownBy(() -> ring.open(ANA, "other", sealed)).hasMessageContaining("do not open");
        assertThatThrownBy(() -> ring(new OrganizationId(8), Set.of()).open(ANA, "type", sealed))
                .hasMessageContaining("do not open");
    }

    @Test
    void whatever_bit_is_changed_it_does_not_open() {
        for (int bit = 0; bit < sealed.length * Byte.SIZE; bit++) {
            byte[] changed = sealed.clone();
            changed[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            assertThatThrownBy(() -> ring.open(ANA, "type", changed)).isInstanceOf(EventStoreException.class);
        }
        assertThatThrownBy(() -> ring.open(ANA, "type", new byte[28])).hasMessageContaining("no form that is known");
    }

    @Test
    void forgetting_either_of_subject_and_contact_forgets_both() {
        for (String gone : new String[] {ANA.subject(), ANA.contact()}) {
            KeyRing without = ring(ACME, Set.of(gone));
            assertThat(without.forgotten(ANA)).isTrue();
            assertThat(without.open(ANA, "type", sealed)).isNull();
            assertThat(without.seal(ANA, "type", TEXT)).isNull();
        }
        assertThat(ring(ACME, Set.of("account/odoo-70")).forgotten(ANA)).isFalse();
    }

    @Test
    void a_key_that_is_missing_although_nobody_is_forgotten_is_a_fault() {
        KeyOwner stranger = new KeyOwner("user/odoo-1", "");
        assertThatThrownBy(() -> ring.open(stranger, "type", sealed))
                .isInstanceOf(EventStoreException.class)
                .hasMessageContaining("no key for the texts of user/odoo-1");
    }
}
