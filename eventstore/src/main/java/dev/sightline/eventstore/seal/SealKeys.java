package dev.sightline.eventstore.seal;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.HexFormat;

/** Ed25519 keys of seals. Stateless. */
public final class SealKeys {
    private static final String ALGORITHM = "Ed25519";
    private static final int NAME_BYTES = 8;

    private SealKeys() {}

    public static KeyPair generate() {
        try {
            return KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What seals call the key: the beginning of its SHA-256, in hexadecimal. */
    public static String nameOf(PublicKey key) {
        return HexFormat.of().formatHex(Arrays.copyOf(Fingerprints.sha256(key.getEncoded()), NAME_BYTES));
    }

    /** Whether what the one half signs, the other verifies. */
    public static boolean belongTogether(KeyPair keys) {
        return verifies(keys.getPublic(), Seal.NONE_BEFORE, sign(keys, Seal.NONE_BEFORE));
    }

    static byte[] sign(KeyPair keys, byte[] statement) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(keys.getPrivate());
            signature.update(statement);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key cannot sign", e);
        }
    }

    static boolean verifies(PublicKey key, byte[] statement, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance(ALGORITHM);
            verifier.initVerify(key);
            verifier.update(statement);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            // A signature of the wrong length or form is not one of this key.
            return false;
        }
    }
}
