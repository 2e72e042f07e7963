package dev.sightline.server.ingest;

import dev.sightline.eventstore.personal.PersonalKeys;
import dev.sightline.eventstore.secret.MasterKey;
import dev.sightline.eventstore.secret.MasterKeys;
import dev.sightline.eventstore.secret.SecretBox;
import dev.sightline.server.tenancy.TestTransactions;
import java.security.SecureRandom;
import java.util.List;
import javax.sql.DataSource;

/** People's keys for tests that start no server, under the same master key in every process. */
public final class TestKeys {
    private TestKeys() {}

    public static PersonalKeys keys() {
        MasterKey master = MasterKey.ofBase64("A".repeat(43) + "=");
        SecureRandom random = new SecureRandom();
        return new PersonalKeys(new SecretBox(new MasterKeys(master, List.of()), random), random);
    }

    public static PersonalTexts texts(PersonalKeys keys, DataSource database) {
        return new PersonalTexts(keys, TestTransactions.on(database));
    }
}
