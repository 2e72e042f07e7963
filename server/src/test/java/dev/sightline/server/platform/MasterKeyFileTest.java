package dev.sightline.server.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.eventstore.secret.MasterKey;
import dev.sightline.eventstore.secret.MasterKeys;
import dev.sightline.server.platform.SightlineSettings.Master;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterKeyFileTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String FIRST = MasterKey.generate(RANDOM);
    private static final String SECOND = MasterKey.generate(RANDOM);
    private static final String THIRD = MasterKey.generate(RANDOM);

    @TempDir
    private Path folder;

    private Path home = Path.of("");

    @BeforeEach
    void home() {
        home = folder.resolve("home");
    }

    @Test
    void where_none_is_set_one_is_made_once_and_for_its_owner_alone() throws IOException {
        MasterKeys made = load("", "", "", "");

        assertThat(load("", "", "", "").current().name())
                .isEqualTo(made.current().name());
        assertThat(made.old()).isEmpty();
        Path own = home.resolve("keys/master.key");
        assertThat(MasterKey.ofBase64(Files.readString(own).strip()).name())
                .isEqualTo(made.current().name());
        if (Files.getFileStore(own).supportsFileAttributeView("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void keys_come_from_the_settings_and_from_files_and_none_is_made_then() throws IOException {
        String file = file("second.key", SECOND + "\n");

        MasterKeys keys = load(FIRST, "", THIRD + ", " + FIRST, file);

        assertThat(keys.current().name()).isEqualTo(nameOf(FIRST));
        assertThat(keys.old())
                .extracting(MasterKey::name)
                .containsExactly(nameOf(THIRD), nameOf(FIRST), nameOf(SECOND));
        assertThat(load("", file, "", "").current().name()).isEqualTo(nameOf(SECOND));
        assertThat(home).doesNotExist();
    }

    @Test
    void a_file_that_holds_no_key_is_named_and_not_shown() throws IOException {
        String file = file("wrong.key", "hidden words");

        assertThatThrownBy(() -> load("", file, "", ""))
                .isInstanceOf(WrongSetting.class)
                .hasMessage("SIGHTLINE_MASTER_KEY_FILE leads to a file that is not 32 bytes in Base64: " + file);
        assertThatThrownBy(() -> load(FIRST, "", "", file))
                .isInstanceOf(WrongSetting.class)
                .hasMessage("SIGHTLINE_MASTER_OLD_KEY_FILES leads to a file that is not 32 bytes in Base64: " + file);
    }

    @Test
    void settings_show_no_key() {
        assertThat(new Master(Secret.of(FIRST), "", Secret.of(SECOND), ""))
                .hasToString("Master[key=***, keyFile=, oldKeys=***, oldKeyFiles=]");
    }

    private MasterKeys load(String key, String keyFile, String oldKeys, String oldKeyFiles) {
        return MasterKeyFile.load(home, new Master(Secret.of(key), keyFile, Secret.of(oldKeys), oldKeyFiles), RANDOM);
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private static String nameOf(String key) {
        return MasterKey.ofBase64(key).name();
    }
}
