package dev.sightline.server.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import dev.sightline.server.platform.PemFile;
import dev.sightline.server.platform.SightlineSettings;
import dev.sightline.server.platform.WrongSetting;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The RSA key that signs access tokens: the file that the settings name, or one made once in the server's home. */
final class SigningKey {
    private static final int BITS = 2048;

    private SigningKey() {}

    /** One that signed until {@code at}. */
    record RetiredFile(Path file, Instant at) {}

    /** @throws WrongSetting where the file is not there or is not such a key */
    static RSAKey load(SightlineSettings settings) {
        Path file = file(settings);
        if (!settings.token().keyFile().isEmpty()) {
            return read(file, "sightline.token.key-file");
        }
        try {
            PemFile.makeOnce(file, SigningKey::newPem);
        } catch (IOException e) {
            throw new WrongSetting("sightline.home", "must name a folder that can be written to: " + e.getMessage());
        }
        return read(file, "sightline.home");
    }

    /** Where the key that signs is kept. */
    static Path file(SightlineSettings settings) {
        String file = settings.token().keyFile();
        return file.isEmpty() ? settings.home().resolve("keys").resolve("access-token.pem") : Path.of(file);
    }

    /**
     * Those that signed before: {@code NAME.SECONDS.pem} beside {@code NAME.pem}, with the second of the epoch that they did so until.
     */
    static List<RetiredFile> retired(Path file) throws IOException {
        Pattern form = Pattern.compile(Pattern.quote(stem(file)) + "\\.([0-9]{1,12})\\.pem");
        List<RetiredFile> found = new ArrayList<>();
        try (DirectoryStream<Path> beside =
                Files.newDirectoryStream(file.toAbsolutePath().getParent())) {
            for (Path each : beside) {
                Matcher name = form.matcher(each.getFileName().toString());
                if (name.matches()) {
                    found.add(new RetiredFile(each, Instant.ofEpochSecond(Long.parseLong(name.group(1)))));
                }
            }
        }
        return found;
    }

    /** Puts another key in place, in one step; answers it. */
    static RSAKey rotate(SightlineSettings settings, Instant now) throws IOException {
        load(settings);
        Path file = file(settings).toAbsolutePath();
        Path old = file.resolveSibling(stem(file) + "." + now.getEpochSecond() + ".pem");
        Path fresh = file.resolveSibling(stem(file) + ".new");
        Files.deleteIfExists(fresh);
        PemFile.makeOnce(fresh, SigningKey::newPem);
        // First the copy: at no moment is a key gone that tokens are verified with.
        Files.copy(file, old, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return load(settings);
    }

    private static String stem(Path file) {
        return file.getFileName().toString().replaceFirst("\\.pem$", "");
    }

    private static String newPem() {
        return PemFile.block(PemFile.PRIVATE_KEY, newKey());
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

    static RSAKey read(Path file, String property) {
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
