package dev.sightline.server.platform;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.function.Supplier;

/** Keys in PEM files, as {@code openssl} writes and reads them. Stateless. */
public final class PemFile {
    /** PKCS#8. */
    public static final String PRIVATE_KEY = "PRIVATE KEY";
    /** X.509 SubjectPublicKeyInfo. */
    public static final String PUBLIC_KEY = "PUBLIC KEY";

    private PemFile() {}

    /** The first block of a kind, decoded; {@link IllegalArgumentException} where there is none, or no Base64 in it. */
    public static byte[] read(Path file, String kind) throws IOException {
        String text = Files.readString(file, StandardCharsets.US_ASCII);
        String begin = "-----BEGIN " + kind + "-----";
        int from = text.indexOf(begin);
        int to = text.indexOf("-----END " + kind + "-----");
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("there is no " + kind);
        }
        return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
    }

    public static String block(String kind, byte[] content) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
                + "\n-----END " + kind + "-----\n";
    }

    /**
     * Makes the file, readable by its owner alone, unless there is one. Of two processes that do so at once, both
     * afterwards read the same.
     *
     * @param text made only where it is needed
     */
    public static void makeOnce(Path file, Supplier<String> text) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        Files.createDirectories(file.getParent());
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        Path fresh = Files.createTempFile(
                file.getParent(),
                "key",
                ".new",
                posix
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0]);
        Files.writeString(fresh, text.get(), StandardCharsets.US_ASCII, StandardOpenOption.TRUNCATE_EXISTING);
        try {
            // The first to link wins.
            Files.createLink(file, fresh);
            Files.delete(fresh);
        } catch (FileAlreadyExistsException e) {
            Files.delete(fresh);
        } catch (UnsupportedOperationException e) {
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }
}
