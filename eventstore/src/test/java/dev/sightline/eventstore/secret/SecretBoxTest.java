package dev.sightline.eventstore.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.eventstore.OrganizationId;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretBoxTest {
    private static final OrganizationId ACME = new OrganizationId(7);
    private static final OrganizationId OTHER = new OrganizationId(8);
    private static final String PURPOSE = "totp/Zoë";
    private static final String KEY_TEXT = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final MasterKey KEY = MasterKey.ofBase64(KEY_TEXT);
    private static final MasterKey NEW_KEY = MasterKey.ofBase64(MasterKey.generate(new SecureRandom()));
    private static final byte[] SECRET = "correct horse".getBytes(StandardCharsets.UTF_8);
    /** Made by another implementation (Python's cryptography), with a nonce of twelve sevens. */
    private static final byte[] RELEASED = HexFormat.of()
            .parseHex("01f503d3c1965cbbd5070707070707070707070707"
                    + "6c05d42e0a6ca3d4aef261f3e50be22cf3af957a89dfae41ce7f680819");

    private final SecretBox box = new SecretBox(new MasterKeys(KEY, List.of()), new SecureRandom());

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 17, 32, 10_000})
    void a_secret_of_any_length_comes_back(int length) {
        byte[] secret = new byte[length];
        Arrays.fill(secret, (byte) 0x5a);

        byte[] envelope = box.enclose(ACME, PURPOSE, secret);

        assertThat(box.open(ACME, PURPOSE, envelope)).isEqualTo(secret);
        assertThat(envelope).hasSize(length + 37);
    }

    @Test
    void the_form_stays_readable_for_ever() {
        assertThat(box.open(ACME, PURPOSE, RELEASED)).isEqualTo(SECRET);
        assertThat(new SecretBox(new MasterKeys(KEY, List.of()), new Sevens()).enclose(ACME, PURPOSE, SECRET))
                .isEqualTo(RELEASED);
    }

    @Test
    void each_envelope_has_a_nonce_of_its_own() {
        assertThat(box.enclose(ACME, PURPOSE, SECRET)).isNotEqualTo(box.enclose(ACME, PURPOSE, SECRET));
    }

    @Test
    void each_purpose_has_a_key_of_its_own_that_who_shares_the_master_key_shares() {
        SecretBox elsewhere = new SecretBox(new MasterKeys(KEY, List.of(NEW_KEY)), new SecureRandom());
        SecretBox another = new SecretBox(new MasterKeys(NEW_KEY, List.of(KEY)), new SecureRandom());
        byte[] key = box.keyFor("names").getEncoded();

        // What it is now it has to stay: HMAC-SHA-256 of "sightline key for names" under the master key (Python's
        // hmac).
        assertThat(HexFormat.of().formatHex(key))
                .isEqualTo("400f6e6251566b6a52edb33a3024df069fd9218998e5a3e3693a672eac76176a");
        assertThat(elsewhere.keyFor("names").getEncoded()).isEqualTo(key);
        assertThat(box.keyFor("other names").getEncoded()).isNotEqualTo(key);
        assertThat(another.keyFor("names").getEncoded()).isNotEqualTo(key);
        assertThat(key).isNotEqualTo(Base64.getDecoder().decode(KEY_TEXT));
    }

    @Test
    void whatever_bit_is_changed_it_does_not_open() {
        for (int bit = 0; bit < RELEASED.length * Byte.SIZE; bit++) {
            byte[] changed = RELEASED.clone();
            changed[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);

            assertThatThrownBy(() -> box.open(ACME, PURPOSE, changed))
                    .as("bit %d", bit)
                    .isInstanceOf(UnreadableSecret.class);
        }
    }

    @Test
    void wherever_it_is_cut_off_it_does_not_open() {
        for (int length = 0; length < RELEASED.length; length++) {
            byte[] cut = Arrays.copyOf(RELEASED, length);

            assertThatThrownBy(() -> box.open(ACME, PURPOSE, cut))
                    .as("%d bytes", length)
                    .isInstanceOf(UnreadableSecret.class);
        }
    }

    @Test
    void it_opens_for_its_organisation_and_its_purpose_only() {
        assertThatThrownBy(() -> box.open(OTHER, PURPOSE, RELEASED)).isInstanceOf(UnreadableSecret.class);
        assertThatThrownBy(() -> box.open(ACME, "odoo-key", RELEASED)).isInstanceOf(UnreadableSecret.class);
    }

    @Test
    void a_key_that_was_changed_still_opens_and_no_longer_encloses() {
        SecretBox changed = new SecretBox(new MasterKeys(NEW_KEY, List.of(KEY)), new SecureRandom());

        assertThat(changed.open(ACME, PURPOSE, RELEASED)).isEqualTo(SECRET);
        assertThat(changed.isCurrent(ACME, RELEASED)).isFalse();

        byte[] anew = changed.enclose(ACME, PURPOSE, SECRET);

        assertThat(changed.isCurrent(ACME, anew)).isTrue();
        assertThatThrownBy(() -> box.open(ACME, PURPOSE, anew))
                .isInstanceOf(UnreadableSecret.class)
                .hasMessage("a secret of organisation 7 was enclosed with master key " + NEW_KEY.name()
                        + ", which is not among those given");
    }

    @Test
    void what_is_no_envelope_has_no_key() {
        assertThatThrownBy(() -> box.isCurrent(ACME, new byte[] {1, 2, 3}))
                .isInstanceOf(UnreadableSecret.class)
                .hasMessage("a secret of organisation 7 has no form that is known");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "c2hvcnQ=", "not base64!", KEY_TEXT + KEY_TEXT})
    void a_key_is_32_bytes_and_a_wrong_one_is_not_shown(String text) {
        assertThatThrownBy(() -> MasterKey.ofBase64(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a master key is 32 bytes in Base64")
                .hasNoCause();
    }

    @Test
    void a_key_shows_its_name_alone() {
        assertThat(new MasterKeys(KEY, List.of(KEY)))
                .hasToString("MasterKeys[current=master key f503d3c1965cbbd5, old=[master key f503d3c1965cbbd5]]");
    }

    /** A generator of which the outcome is known. */
    private static final class Sevens extends SecureRandom {
        private static final long serialVersionUID = 1;

        @Override
        public void nextBytes(byte[] bytes) {
            Arrays.fill(bytes, (byte) 7);
        }
    }
}
