package dev.sightline.server.identity;

import dev.sightline.server.mail.Delivery;
import dev.sightline.server.mail.Outbox;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.CountedAs;
import dev.sightline.server.platform.Open;
import dev.sightline.server.platform.PathIds;
import dev.sightline.server.platform.Permission;
import dev.sightline.server.platform.RateLimits;
import dev.sightline.server.platform.Refused;
import dev.sightline.server.platform.Requires;
import dev.sightline.server.platform.RequiresSignIn;
import dev.sightline.server.platform.Secret;
import dev.sightline.server.tenancy.Organizations;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Asking people in, and coming in. Tokens come in bodies, so that no log has them. */
@RestController
@RequestMapping("/api/v2/invitations")
@Tag(name = "Invitations")
class InvitationsController {
    private final Invitations invitations;
    private final AcceptInvitation accept;
    private final Outbox outbox;
    private final Sessions sessions;
    private final Organizations organizations;
    private final Clock clock;

    InvitationsController(
            Invitations invitations,
            AcceptInvitation accept,
            Outbox outbox,
            Sessions sessions,
            Organizations organizations,
            Clock clock) {
        this.invitations = invitations;
        this.accept = accept;
        this.outbox = outbox;
        this.sessions = sessions;
        this.organizations = organizations;
        this.clock = clock;
    }

    record InvitationWish(@Nullable String email, @Nullable Role role) {}

    /** @param delivery how far the mail has come; null where none was sent, or it is long ago */
    record InvitationItem(
            UUID id,
            String email,
            Role role,
            Invitation.Status status,
            @Nullable Delivery delivery,
            Instant createdAt,
            String createdBy,
            Instant expiresAt) {}

    /** @param mail whether invitations are mailed; where not, the link is handed on */
    record InvitationsAnswer(boolean mail, List<InvitationItem> items) {}

    /** @param path of the page that the link opens, where it is not mailed: to be handed on, and shown this once */
    record InvitationMade(
            InvitationItem invitation, @Nullable String path) {
        @Override
        public String toString() {
            return "InvitationMade";
        }
    }

    record InvitationLink(@Nullable String token) {
        @Override
        public String toString() {
            return "InvitationLink";
        }
    }

    /** What whoever has the link is told; not whether the e-mail signs in already. */
    record InvitedTo(String organization, String email, Role role, Instant expiresAt) {}

    record Acceptance(
            @Nullable String token,
            @Nullable String name,
            @Nullable String password) {
        @Override
        public String toString() {
            return "Acceptance";
        }
    }

    /** @param organization short name of the one that has a new member */
    record Joined(String organization, String email) {}

    @GetMapping
    @Requires(Permission.MANAGE_MEMBERS)
    @Operation(summary = "Who has been invited; open invitations first")
    InvitationsAnswer list(SignedIn signedIn) {
        List<Invitation> all = invitations.all(signedIn.organization());
        Map<UUID, Delivery> deliveries = outbox.deliveries(
                signedIn.organization(),
                all.stream().map(Invitation::mail).filter(Objects::nonNull).toList());
        return new InvitationsAnswer(
                outbox.sends(),
                all.stream()
                        .map(each -> item(each, each.mail() == null ? null : deliveries.get(each.mail())))
                        .toList());
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Requires(Permission.MANAGE_MEMBERS)
    @Operation(summary = "Invite somebody in a role, by mail or by a link to hand on; an earlier link to them is over")
    InvitationMade make(SignedIn signedIn, Caller caller, @RequestBody InvitationWish wish) {
        signedIn.refuseVisitor("invite anybody");
        String email = Wishes.email(wish.email());
        Role role = wish.role();
        if (role == null) {
            throw Refused.field("role", "missing", "role is required.");
        }
        Invitations.Made made = invitations.make(organizations.get(signedIn.organization()), email, role, caller);
        LinkToken link = made.link();
        return new InvitationMade(
                item(made.invitation(), link == null ? Delivery.WAITING : null),
                link == null ? null : link.behind(Invitations.PAGE));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Requires(Permission.MANAGE_MEMBERS)
    @Operation(summary = "Revoke an invitation; its link is over")
    void revoke(SignedIn signedIn, Caller caller, @PathVariable String id) {
        if (!invitations.revoke(signedIn.organization(), PathIds.uuid(id, "invitation"), caller)) {
            throw Refused.notFound("invitation");
        }
    }

    @PostMapping("/look")
    @CountedAs(RateLimits.Kind.SIGN_IN)
    @Open("the link is the key")
    @Operation(summary = "What a link invites to; 410 where it is over")
    InvitedTo look(@RequestBody InvitationLink link) {
        LinkToken token = LinkToken.parse(link.token()).orElseThrow(Wishes::linkOver);
        Invitation open = invitations.find(token).orElseThrow(Wishes::linkOver);
        return new InvitedTo(
                organizations.get(token.organization()).name(), open.email(), open.role(), open.expiresAt());
    }

    @PostMapping("/acceptance")
    @CountedAs(RateLimits.Kind.SIGN_IN)
    @ResponseStatus(HttpStatus.CREATED)
    @Open("the link is the key")
    @Operation(summary = "Accept as somebody new, with a name and a password; 409 for who signs in already")
    Joined accept(Caller caller, @RequestBody Acceptance wish) {
        LinkToken link = LinkToken.parse(wish.token()).orElseThrow(Wishes::linkOver);
        String name = Wishes.name(wish.name());
        Secret password = Wishes.password(wish.password(), "password");
        try {
            return joined(accept.asNew(link, name, password, caller));
        } catch (AccountRefused e) {
            throw Wishes.notAPassword("password", e);
        }
    }

    @PostMapping("/membership")
    @ResponseStatus(HttpStatus.CREATED)
    @RequiresSignIn
    @Operation(summary = "Accept as who is signed in already, in another organisation")
    Joined join(SignedIn signedIn, Caller caller, @RequestBody InvitationLink link) {
        signedIn.requireSession();
        sessions.requireElsewhereToo(signedIn);
        return joined(accept.asKnown(signedIn, LinkToken.parse(link.token()).orElseThrow(Wishes::linkOver), caller));
    }

    private Joined joined(Account account) {
        return new Joined(organizations.get(account.organization()).slug(), account.email());
    }

    private InvitationItem item(Invitation invitation, @Nullable Delivery delivery) {
        return new InvitationItem(
                invitation.id(),
                invitation.email(),
                invitation.role(),
                invitation.status(clock.instant()),
                delivery,
                invitation.createdAt(),
                invitation.createdBy(),
                invitation.expiresAt());
    }
}
