package dev.sightline.server.operations;

import dev.sightline.eventstore.seal.SealKeys;
import dev.sightline.server.platform.PemFile;
import dev.sightline.server.platform.SightlineSettings;
import dev.sightline.server.platform.WrongSetting;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;

/** The key pair that seals logs: the file that the settings name, or one made once in the server's home. Stateless. */
final class SealKey {
    private static final String ALGORITHM = "Ed25519";

    private SealKey() {}

    /** @throws WrongSetting where the file is not there or holds no such pair */
    static KeyPair load(SightlineSettings settings) {
        String file = settings.seal().keyFile();
        if (!file.isEmpty()) {
            return read(Path.of(file), "sightline.seal.key-file");
        }
        Path folder = settings.home().resolve("keys");
        Path own = folder.resolve("seal.pem");
        try {
            PemFile.makeOnce(own, SealKey::newPair);
            PublicKey half = read(own, "sightline.home").getPublic();
            PemFile.makeOnce(
                    folder.resolve("seal.pub.pem"), () -> PemFile.block(PemFile.PUBLIC_KEY, half.getEncoded()));
        } catch (IOException e) {
            throw new WrongSetting("sightline.home", "must name a folder that can be written to: " + e.getMessage());
        }
        return read(own, "sightline.home");
    }

    private static String newPair() {
        KeyPair pair = SealKeys.generate();
        return PemFile.block(PemFile.PRIVATE_KEY, pair.getPrivate().getEncoded())
                + PemFile.block(PemFile.PUBLIC_KEY, pair.getPublic().getEncoded());
    }

    private static KeyPair read(Path file, String property) {
        try {
            PublicKey half = publicKey(file);
            byte[] secret = PemFile.read(file, PemFile.PRIVATE_KEY);
            KeyPair pair = new KeyPair(
                    half, KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(secret)));
            if (!SealKeys.belongTogether(pair)) {
                throw new WrongSetting(property, "leads to a file whose two keys do not belong together: " + file);
            }
            return pair;
        } catch (IOException e) {
            throw new WrongSetting(property, "leads to a key file that cannot be read: " + file);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new WrongSetting(property, "leads to a file that is not an Ed25519 key pair in PEM form: " + file);
        }
    }

    /** The public half in a file. */
    static PublicKey publicKey(Path file) throws IOException, GeneralSecurityException {
        byte[] encoded = PemFile.read(file, PemFile.PUBLIC_KEY);
        return KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded));
    }
}
