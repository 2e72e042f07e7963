package dev.sightline.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.audit.FindActions.Actor;
import dev.sightline.server.audit.FindActions.Item;
import dev.sightline.server.audit.FindActions.Origin;
import dev.sightline.server.audit.FindActions.Subject;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AuditCsvTest {
    @Test
    void quotes_what_needs_it_and_disarms_formulas() throws IOException {
        StringWriter out = new StringWriter();
        AuditCsv csv = new AuditCsv(out);
        csv.write(new Item(
                7,
                Instant.parse("2026-11-21T08:09:10Z"),
                "session.signed_in",
                "refused",
                null,
                new Actor(null, "=cmd|' /C calc'!A0"),
                new Origin("192.0.2.1", "a \"browser\", they say", null),
                new Subject("account", "1", "-1+2"),
                "two\nlines"));
        csv.flush();
        assertThat(out.toString().split("\r\n", 2)[1])
                .isEqualTo("7,2026-11-21T08:09:10Z,session.signed_in,refused,,,'=cmd|' /C calc'!A0,192.0.2.1,"
                        + "\"a \"\"browser\"\", they say\",,account,1,'-1+2,\"two\nlines\"\r\n");
    }
}
