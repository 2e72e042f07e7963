package dev.sightline.server.identity;

import dev.sightline.server.platform.AuditEntry;
import dev.sightline.server.platform.AuditLog;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.SightlineSettings;
import dev.sightline.server.platform.Verb;
import dev.sightline.server.platform.Words;
import dev.sightline.server.tenancy.Organizations;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** {@code token rotate}: another key for the access tokens, also while servers run. */
@Component
class TokenVerb implements Verb {
    private final SightlineSettings settings;
    private final Clock clock;
    private final ObjectProvider<AuditLog> audit;
    private final ObjectProvider<Organizations> organizations;

    TokenVerb(
            SightlineSettings settings,
            Clock clock,
            ObjectProvider<AuditLog> audit,
            ObjectProvider<Organizations> organizations) {
        this.settings = settings;
        this.clock = clock;
        this.audit = audit;
        this.organizations = organizations;
    }

    @Override
    public String name() {
        return "token";
    }

    @Override
    public String usage() {
        return """
                token rotate

                Makes another key that signs access tokens. Running servers take it up within seconds; the one before verifies
                until the last token that it has signed is over, and stays beside it as NAME.SECONDS.pem.""";
    }

    @Override
    public int run(List<String> arguments, Streams streams) {
        Words words = new Words(arguments);
        String action = words.next("say what to do");
        words.end();
        if (!action.equals("rotate")) {
            throw new UsageException("'token " + action + "' is not known");
        }
        try {
            String id = SigningKey.rotate(settings, clock.instant()).getKeyID();
            audit.getObject()
                    .record(
                            organizations.getObject().own().id(),
                            AuditEntry.of("token.key_rotated", Caller.program("command line"))
                                    .on("signing_key", id, null));
            streams.out().println("Access tokens are signed with the key " + id + " from now on.");
            return 0;
        } catch (IOException e) {
            streams.err().println("sightline: the key cannot be replaced: " + e.getMessage());
            return 1;
        }
    }
}
