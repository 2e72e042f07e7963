package dev.sightline.server.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import dev.sightline.server.platform.PemFile;
import dev.sightline.server.platform.SightlineSettings;
import dev.sightline.server.platform.WrongSetting;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;

/** The RSA key that signs access tokens: the file that the settings name, or one made once in the server's home. */
final class SigningKey {
    private static final int BITS = 2048;

    private SigningKey() {}

    /** @throws WrongSetting where the file is not there or is not such a key */
    static RSAKey load(SightlineSettings settings) {
        String file = settings.token().keyFile();
        if (!file.isEmpty()) {
            return read(Path.of(file), "sightline.token.key-file");
        }
        Path own = settings.home().resolve("keys").resolve("access-token.pem");
        try {
            PemFile.makeOnce(own, () -> PemFile.block(PemFile.PRIVATE_KEY, newKey()));
        } catch (IOException e) {
            throw new WrongSetting("sightline.home", "must name a folder that can be written to: " + e.getMessage());
        }
        return read(own, "sightline.home");
    }

    private static byte[] newKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            return generator.generateKeyPair().getPrivate().getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RSAKey read(Path file, String property) {
        try {
            byte[] der = PemFile.read(file, PemFile.PRIVATE_KEY);
            KeyFactory factory = KeyFactory.getInstance("RSA");
            if (!(factory.generatePrivate(new PKCS8EncodedKeySpec(der)) instanceof RSAPrivateCrtKey key)
                    || key.getModulus().bitLength() < BITS) {
                throw new WrongSetting(property, "must lead to an RSA key of 2048 bits or more: " + file);
            }
            RSAPublicKey publicKey = (RSAPublicKey)
                    factory.generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
            return new RSAKey.Builder(publicKey)
                    .privateKey(key)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256)
                    .keyIDFromThumbprint()
                    .build();
        } catch (IOException e) {
            throw new WrongSetting(property, "leads to a key file that cannot be read: " + file);
        } catch (GeneralSecurityException | JOSEException | IllegalArgumentException e) {
            throw new WrongSetting(property, "leads to a file that is not an RSA key in PKCS#8 PEM form: " + file);
        }
    }
}
