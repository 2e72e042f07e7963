package dev.sightline.bench;

import dev.sightline.server.identity.Accounts;
import dev.sightline.server.identity.Role;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.Secret;
import dev.sightline.server.tenancy.Organization;
import dev.sightline.server.tenancy.Organizations;
import java.io.IOException;
import java.time.Month;
import java.time.ZoneId;
import org.springframework.context.ApplicationContext;

/** The server as it is; {@code organization SLUG} on its standard input makes one more, with somebody who administers it. */
public final class SyncedServer {
    private static final String MAKE = "organization ";

    private SyncedServer() {}

    public static void main(String[] arguments) throws IOException {
        MeasuredServer.serve(SyncedServer::obey);
    }

    /** The address of whoever administers an organisation. */
    static String administrator(String slug) {
        return slug + "@bench.example";
    }

    private static String obey(ApplicationContext context, String order) {
        if (!order.startsWith(MAKE)) {
            throw new IllegalArgumentException("unknown order: " + order);
        }
        String slug = order.substring(MAKE.length());
        Organization made = context.getBean(Organizations.class)
                .ensure(slug, slug, "EUR", ZoneId.of("Europe/Brussels"), Month.JANUARY);
        context.getBean(Accounts.class)
                .create(
                        made.id(),
                        administrator(slug),
                        new Secret(SalesDatabase.PASSWORD),
                        Role.ADMIN,
                        null,
                        Caller.program("bench"));
        return slug;
    }
}
