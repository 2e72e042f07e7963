package dev.sightline.server.odoo.web;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.identity.Account;
import dev.sightline.server.identity.Accounts;
import dev.sightline.server.identity.SignedIn;
import dev.sightline.server.odoo.client.Endpoint;
import dev.sightline.server.odoo.connections.CheckedModel;
import dev.sightline.server.odoo.connections.ConnectOdoo;
import dev.sightline.server.odoo.connections.Connection;
import dev.sightline.server.odoo.connections.ConnectionWish;
import dev.sightline.server.odoo.connections.Connections;
import dev.sightline.server.odoo.connections.TryConnection;
import dev.sightline.server.odoo.connections.TryConnection.Works;
import dev.sightline.server.odoo.jobs.Sources;
import dev.sightline.server.odoo.jobs.Sources.From;
import dev.sightline.server.odoo.jobs.SyncJobs;
import dev.sightline.server.odoo.jobs.SyncRequest;
import dev.sightline.server.odoo.sync.SyncRun;
import dev.sightline.server.odoo.web.WebhookAddresses.WebhookAnswer;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.Permission;
import dev.sightline.server.platform.Requires;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Which Odoo the organisation reads, for its administrators. No answer holds the key. */
@RestController
@RequestMapping("/api/v2/sync/connection")
@Tag(name = "Sync")
class ConnectionController {
    private final ConnectOdoo connect;
    private final Connections connections;
    private final TryConnection trying;
    private final Sources sources;
    private final SyncJobs jobs;
    private final Accounts accounts;
    private final WebhookAddresses webhooks;

    ConnectionController(
            ConnectOdoo connect,
            Connections connections,
            TryConnection trying,
            Sources sources,
            SyncJobs jobs,
            Accounts accounts,
            WebhookAddresses webhooks) {
        this.connect = connect;
        this.connections = connections;
        this.trying = trying;
        this.sources = sources;
        this.jobs = jobs;
        this.accounts = accounts;
        this.webhooks = webhooks;
    }

    /** @param records null where the model may not be read; {@code problem} then says why */
    record ModelAnswer(
            String model,
            String label,
            @Nullable Long records,
            boolean readable,
            boolean required,
            @Nullable String problem) {
        static ModelAnswer of(CheckedModel checked) {
            return new ModelAnswer(
                    checked.model().model(),
                    checked.model().label(),
                    checked.records(),
                    checked.readable(),
                    checked.model().required(),
                    checked.problem());
        }
    }

    record CheckAnswer(String version, List<ModelAnswer> models) {
        static CheckAnswer of(Works works) {
            return new CheckAnswer(
                    works.version(),
                    works.models().stream().map(ModelAnswer::of).toList());
        }
    }

    /**
     * @param from {@code ORGANIZATION}'s own, the server's {@code SETTINGS}, or {@code NONE}; in lower case
     * @param changedBy e-mail of who set the organisation's own; null where the account is gone
     * @param webhook null where nobody can knock
     */
    record ConnectionAnswer(
            @Schema(allowableValues = {"organization", "settings", "none"})
            String from,

            @Nullable String url,
            @Nullable String database,
            @Nullable String login,
            @Nullable Instant changedAt,
            @Nullable String changedBy,
            @Nullable WebhookAnswer webhook) {}

    /** A {@link ConnectionAnswer} and what was found. */
    record ConnectionKept(
            @Schema(allowableValues = {"organization", "settings", "none"})
            String from,

            @Nullable String url,
            @Nullable String database,
            @Nullable String login,
            @Nullable Instant changedAt,
            @Nullable String changedBy,
            @Nullable WebhookAnswer webhook,
            CheckAnswer check) {
        static ConnectionKept of(ConnectionAnswer kept, CheckAnswer check) {
            return new ConnectionKept(
                    kept.from,
                    kept.url,
                    kept.database,
                    kept.login,
                    kept.changedAt,
                    kept.changedBy,
                    kept.webhook,
                    check);
        }
    }

    @GetMapping
    @Requires(Permission.CONTROL_SYNC)
    @Operation(summary = "Which Odoo is read, and whose word that is; without the key")
    ConnectionAnswer connection(SignedIn signedIn, HttpServletRequest request) {
        return answer(signedIn.organization(), request);
    }

    @PutMapping
    @Requires(Permission.CONTROL_SYNC)
    @Operation(
            summary =
                    "Connect the organisation's own Odoo, or change it: tried before it is kept, and read at once. The key may be left out where all else is unchanged")
    ConnectionKept connect(
            SignedIn signedIn, Caller caller, HttpServletRequest request, @RequestBody ConnectionWish wish) {
        signedIn.refuseVisitor("connect an Odoo");
        OrganizationId organization = signedIn.organization();
        Works works = connect.connect(organization, wish, signedIn.accountId(), caller);
        sources.refresh();
        jobs.request(organization, SyncRequest.of(SyncRun.Kind.INCREMENTAL, signedIn.email()));
        return ConnectionKept.of(answer(organization, request), CheckAnswer.of(works));
    }

    @PostMapping("/check")
    @Requires(Permission.CONTROL_SYNC)
    @Operation(summary = "Try a connection, or without a body the present one; changes nothing")
    CheckAnswer tryConnection(SignedIn signedIn, @RequestBody(required = false) @Nullable ConnectionWish wish) {
        OrganizationId organization = signedIn.organization();
        if (wish != null) {
            return CheckAnswer.of(connect.check(organization, wish));
        }
        sources.refresh();
        return sources.of(organization)
                .map(source -> CheckAnswer.of(trying.at(source.endpoint(), source.own())))
                .orElseThrow(() -> SyncController.noSource(signedIn));
    }

    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Requires(Permission.CONTROL_SYNC)
    @Operation(summary = "Disconnect the organisation's own Odoo; what was read stays")
    void disconnect(SignedIn signedIn, Caller caller) {
        connections.remove(signedIn.organization(), caller);
        sources.refresh();
        jobs.stopWhereMoved();
    }

    private ConnectionAnswer answer(OrganizationId organization, HttpServletRequest request) {
        Connection own = connections.find(organization).orElse(null);
        Endpoint settings =
                own != null ? null : sources.ofSettings(organization).orElse(null);
        WebhookAnswer webhook = webhooks.of(organization, settings != null, request);
        if (own != null) {
            return new ConnectionAnswer(
                    name(From.ORGANIZATION),
                    own.url().toString(),
                    own.database(),
                    own.login(),
                    own.changedAt(),
                    accounts.find(organization, own.changedBy())
                            .map(Account::email)
                            .orElse(null),
                    webhook);
        }
        if (settings != null) {
            return new ConnectionAnswer(
                    name(From.SETTINGS), site(settings), settings.database(), settings.login(), null, null, webhook);
        }
        return new ConnectionAnswer(name(From.NONE), null, null, null, null, null, webhook);
    }

    /** The operator may have put a name and a password into the address. */
    private static String site(Endpoint endpoint) {
        URI url = endpoint.url();
        return url.getScheme() + "://" + endpoint.host();
    }

    private static String name(From from) {
        return from.name().toLowerCase(Locale.ROOT);
    }
}
