package dev.sightline.server.operations;

import dev.sightline.eventstore.seal.LogVerification;
import dev.sightline.eventstore.seal.LogVerification.Finding;
import dev.sightline.eventstore.seal.LogVerification.Report;
import dev.sightline.server.platform.Verb;
import dev.sightline.server.platform.Words;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** {@code verify FILE}: checks a dump against its seals. Touches no database. */
@Component
class VerifyVerb implements Verb {
    /** The log is not what was sealed; wrong usage is 2. */
    private static final int HARMED = 3;

    @Override
    public String name() {
        return "verify";
    }

    @Override
    public String usage() {
        return """
                verify FILE --key PUBLIC.pem [--key OLDER.pem …] [--noted SEAL]

                Checks a dump without a database: that no sealed event was changed, removed or added. KEY is the public key
                of the seals (seal.pub.pem); keep it, and now and then the name of the last seal, where nobody who could
                change the log can change them. With --noted, the dump must hold the seal of that name.""";
    }

    @Override
    public int run(List<String> arguments, Streams streams) throws IOException {
        Words words = new Words(arguments);
        List<PublicKey> keys = new ArrayList<>();
        for (String file = words.option("--key"); file != null; file = words.option("--key")) {
            keys.add(key(file));
        }
        String noted = words.option("--noted");
        String file = words.next("name the dump to check");
        words.end();
        if (keys.isEmpty()) {
            throw new UsageException("--key is required: without it nobody can tell who sealed");
        }
        try (BufferedReader dump = Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8)) {
            return tell(LogVerification.of(dump, keys, noted), streams);
        } catch (IOException e) {
            streams.err().println("sightline: " + file + " cannot be read: " + e.getMessage());
            return 1;
        }
    }

    private static int tell(Report report, Streams streams) {
        Finding finding = report.finding();
        if (finding == Finding.UNREADABLE) {
            streams.err().println("sightline: this is not a whole dump: " + report.explanation());
        } else if (finding != null) {
            streams.err()
                    .println("NOT what was sealed, first at position " + report.position() + ": "
                            + report.explanation());
        }
        streams.out().println(sound(report));
        return finding == null ? 0 : HARMED;
    }

    private static String sound(Report report) {
        @Nullable String seal = report.lastSeal();
        if (seal == null) {
            return report.events() + " events, none of them sealed.";
        }
        long open = report.events() - report.sealedUpTo();
        return "Sound up to position " + report.sealedUpTo() + " (" + report.seals() + " seals, the last of "
                + report.lastSealedAt() + ", named " + seal + ")"
                + (open > 0 ? "; " + open + " later events are not sealed yet." : ".");
    }

    private static PublicKey key(String file) {
        try {
            return SealKey.publicKey(Path.of(file));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new UsageException("'" + file + "' is not the PEM file of an Ed25519 public key");
        }
    }
}
