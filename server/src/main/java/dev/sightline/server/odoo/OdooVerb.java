package dev.sightline.server.odoo;

import dev.sightline.server.odoo.jobs.Sources;
import dev.sightline.server.platform.SightlineSettings;
import dev.sightline.server.platform.Verb;
import java.util.List;
import org.springframework.stereotype.Component;

/** {@code odoo check}. */
@Component
class OdooVerb implements Verb {
    private final SightlineSettings settings;

    OdooVerb(SightlineSettings settings) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return "odoo";
    }

    @Override
    public String usage() {
        return "odoo check    tests the connection to the Odoo of the settings, and says what may be read";
    }

    @Override
    public int run(List<String> arguments, Streams streams) {
        if (!arguments.equals(List.of("check"))) {
            throw new UsageException("say what to do with Odoo: check");
        }
        if (!settings.odoo().connected()) {
            streams.err().println("No Odoo is set. Set SIGHTLINE_ODOO_URL, _DATABASE, _LOGIN and _KEY.");
            return 1;
        }
        return OdooCheck.run(Sources.endpoint(settings.odoo()), streams.out());
    }
}
