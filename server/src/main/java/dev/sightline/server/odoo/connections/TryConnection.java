package dev.sightline.server.odoo.connections;

import dev.sightline.server.odoo.client.Endpoint;
import dev.sightline.server.odoo.client.Limits;
import dev.sightline.server.odoo.client.OdooClient;
import dev.sightline.server.odoo.client.OdooException;
import dev.sightline.server.platform.OutboundAddresses;
import dev.sightline.server.platform.Refused;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/** Tries a connection as the sync would use it, while somebody waits. Thread-safe. */
@Component
public class TryConnection {
    /** More impatient than the sync: there is a person at the other end. */
    static final Limits LIMITS = new Limits(
            Duration.ofSeconds(5),
            Duration.ofSeconds(15),
            2,
            Duration.ofMillis(300),
            Duration.ofSeconds(2),
            Limits.DEFAULT.maxAnswerBytes(),
            Duration.ofSeconds(5));

    private final OutboundAddresses addresses;

    TryConnection(OutboundAddresses addresses) {
        this.addresses = addresses;
    }

    /** What was found; it can be synced from. */
    public record Works(String version, List<CheckedModel> models) {}

    /**
     * @param own whether an administrator of the organisation has named it, rather than the settings
     * @throws Refused at the field that does not fit
     */
    public Works at(Endpoint endpoint, boolean own) {
        OdooClient.Way way = own ? addresses::requireOpen : OdooClient.Way.ANYWHERE;
        try (OdooClient client = OdooClient.connect(endpoint, LIMITS, way)) {
            List<CheckedModel> models = CheckedModel.all(client);
            for (CheckedModel model : models) {
                if (!model.goodEnough()) {
                    throw Refused.field("login", "model_not_readable", String.valueOf(model.problem()));
                }
            }
            return new Works(client.version().text(), models);
        } catch (OdooException e) {
            throw refusal(e);
        }
    }

    private static Refused refusal(OdooException e) {
        String message = String.valueOf(e.getMessage());
        return switch (e) {
            case OdooException.UnknownDatabase _ -> Refused.field("database", "unknown_database", message);
            case OdooException.SignInRefused _ -> Refused.field("key", "sign_in_refused", message);
            case OdooException.NoAccess _ -> Refused.field("login", "model_not_readable", message);
            case OdooException.Unsupported _ -> Refused.field("url", "unsupported", message);
            case OdooException.NotThere _, OdooException.BadAnswer _ -> Refused.field("url", "no_odoo", message);
            case OdooException.Closed _ -> Refused.field("url", "private_network", message);
            case OdooException.Unreachable _,
                    OdooException.TimedOut _,
                    OdooException.Busy _,
                    OdooException.ReadFailed _,
                    OdooException.ServerFailed _,
                    OdooException.Resting _,
                    OdooException.Interrupted _ -> Refused.field("url", "unreachable", message);
        };
    }
}
