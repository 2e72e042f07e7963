package dev.sightline.server.platform;

import dev.sightline.eventstore.secret.MasterKey;
import dev.sightline.eventstore.secret.MasterKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/** The master keys: those that the settings hold or lead to, or one made once in the server's home. Stateless. */
final class MasterKeyFile {
    private MasterKeyFile() {}

    /** @throws WrongSetting where a file is not there or holds no such key */
    static MasterKeys load(Path home, SightlineSettings.Master master, SecureRandom random) {
        List<MasterKey> old = new ArrayList<>();
        master.eachOldKey().forEach(key -> old.add(MasterKey.ofBase64(key.value())));
        master.eachOldKeyFile().forEach(file -> old.add(read(Path.of(file), "sightline.master.old-key-files")));
        return new MasterKeys(current(home, master, random), old);
    }

    private static MasterKey current(Path home, SightlineSettings.Master master, SecureRandom random) {
        if (master.key().isSet()) {
            return MasterKey.ofBase64(master.key().value());
        }
        if (!master.keyFile().isEmpty()) {
            return read(Path.of(master.keyFile()), "sightline.master.key-file");
        }
        Path own = home.resolve("keys").resolve("master.key");
        try {
            PemFile.makeOnce(own, () -> MasterKey.generate(random) + "\n");
        } catch (IOException e) {
            throw new WrongSetting("sightline.home", "must name a folder that can be written to: " + e.getMessage());
        }
        return read(own, "sightline.home");
    }

    private static MasterKey read(Path file, String property) {
        try {
            return MasterKey.ofBase64(
                    Files.readString(file, StandardCharsets.US_ASCII).strip());
        } catch (IOException e) {
            throw new WrongSetting(property, "leads to a key file that cannot be read: " + file);
        } catch (IllegalArgumentException e) {
            throw new WrongSetting(property, "leads to a file that is not 32 bytes in Base64: " + file);
        }
    }
}
