package dev.sightline.server.odoo.client;

import tools.jackson.databind.JsonNode;

/** An Odoo's version, such as {@code 17.0}. */
public record OdooVersion(int major, String text) {
    static final int OLDEST = 16;
    static final int FIRST_JSON2 = 19;

    /** Named arguments over {@code /json/2} from 19 on; before, JSON-RPC. */
    public boolean speaksJson2() {
        return major >= FIRST_JSON2;
    }

    /** From the list that Odoo answers, such as {@code [17, 0, 0, "final", 0, ""]} or {@code ["saas~18", 1, …]}. */
    static OdooVersion of(JsonNode info, JsonNode text) {
        String first = info.path(0).asString("");
        String digits = first.replaceAll("\\D+", "");
        String shown = text.asString("");
        if (digits.isEmpty() || digits.length() > 4) {
            throw new OdooException.BadAnswer("The server does not say which version of Odoo it is.", null);
        }
        return new OdooVersion(Integer.parseInt(digits), shown.isEmpty() ? digits : shown);
    }
}
