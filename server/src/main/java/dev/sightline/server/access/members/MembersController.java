package dev.sightline.server.access.members;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.access.members.FindMembers.Found;
import dev.sightline.server.access.members.FindMembers.Member;
import dev.sightline.server.access.members.FindMembers.Wanted;
import dev.sightline.server.identity.Account;
import dev.sightline.server.identity.Members;
import dev.sightline.server.identity.Role;
import dev.sightline.server.identity.SignedIn;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.Page;
import dev.sightline.server.platform.PathIds;
import dev.sightline.server.platform.Permission;
import dev.sightline.server.platform.Refused;
import dev.sightline.server.platform.Requires;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Who can sign in, and in which role; for administrators. */
@RestController
@RequestMapping("/api/v2/members")
@Tag(name = "Members")
class MembersController {
    private static final int LONGEST = 200;

    private final FindMembers find;
    private final Members members;

    MembersController(FindMembers find, Members members) {
        this.find = find;
        this.members = members;
    }

    record RoleWish(@Nullable Role role) {}

    /** @param personId a person of the source; {@code nobody} for none; null for the one with the account's e-mail */
    record PersonWish(@Nullable String personId) {}

    @GetMapping
    @Requires(Permission.MANAGE_MEMBERS)
    @Operation(summary = "Who can sign in, by e-mail; status=pending are those who wait for approval")
    Found list(
            SignedIn signedIn,
            Page page,
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(required = false) @Nullable Role role,
            @RequestParam(required = false) Account.@Nullable Status status) {
        if (q != null && q.length() > LONGEST) {
            throw Refused.field("q", "too_long", "q may have up to " + LONGEST + " characters.");
        }
        return find.find(signedIn.organization(), new Wanted(q, role, status), page);
    }

    @GetMapping("/{id}")
    @Requires(Permission.MANAGE_MEMBERS)
    @Operation(summary = "One account")
    Member one(SignedIn signedIn, @PathVariable String id) {
        return shown(signedIn.organization(), account(id));
    }

    @PostMapping("/{id}/approval")
    @Requires(Permission.MANAGE_MEMBERS)
    @Operation(summary = "Let somebody in who waits, in a role")
    Member approve(SignedIn signedIn, Caller caller, @PathVariable String id, @RequestBody RoleWish wish) {
        UUID account = account(id);
        members.approve(signedIn.organization(), account, role(wish), caller);
        return shown(signedIn.organization(), account);
    }

    @PutMapping("/{id}/role")
    @Requires(Permission.MANAGE_MEMBERS)
    @Operation(summary = "Give another role; it holds from the account's next request on")
    Member changeRole(SignedIn signedIn, Caller caller, @PathVariable String id, @RequestBody RoleWish wish) {
        UUID account = account(id);
        members.changeRole(signedIn.organization(), account, role(wish), caller);
        return shown(signedIn.organization(), account);
    }

    @PostMapping("/{id}/deactivation")
    @Requires(Permission.MANAGE_MEMBERS)
    @Operation(summary = "Let somebody in no more; their sessions are over at once")
    Member deactivate(SignedIn signedIn, Caller caller, @PathVariable String id) {
        UUID account = account(id);
        members.deactivate(signedIn.organization(), account, caller);
        return shown(signedIn.organization(), account);
    }

    @PostMapping("/{id}/reactivation")
    @Requires(Permission.MANAGE_MEMBERS)
    @Operation(summary = "Let somebody in again")
    Member reactivate(SignedIn signedIn, Caller caller, @PathVariable String id) {
        UUID account = account(id);
        members.reactivate(signedIn.organization(), account, caller);
        return shown(signedIn.organization(), account);
    }

    @DeleteMapping("/{id}/sessions")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Requires(Permission.MANAGE_MEMBERS)
    @Operation(summary = "Sign somebody out of this organisation everywhere")
    void signOut(SignedIn signedIn, Caller caller, @PathVariable String id) {
        members.signOut(signedIn.organization(), account(id), caller);
    }

    @PutMapping("/{id}/person")
    @Requires(Permission.MANAGE_MEMBERS)
    @Operation(summary = "Say which person of the source an account is")
    Member link(SignedIn signedIn, Caller caller, @PathVariable String id, @RequestBody PersonWish wish) {
        UUID account = account(id);
        String person = wish.personId();
        if (person != null && !person.equals(Account.NOBODY) && !known(signedIn.organization(), person)) {
            throw Refused.field("person_id", "unknown_person", "There is no such person in the source.");
        }
        members.link(signedIn.organization(), account, person, caller);
        return shown(signedIn.organization(), account);
    }

    private boolean known(OrganizationId organization, String person) {
        return person.length() <= LONGEST && person.indexOf('\0') < 0 && find.knows(organization, person);
    }

    private Member shown(OrganizationId organization, UUID account) {
        return find.one(organization, account).orElseThrow(() -> Refused.notFound("account"));
    }

    private static UUID account(String id) {
        return PathIds.uuid(id, "account");
    }

    private static Role role(RoleWish wish) {
        Role role = wish.role();
        if (role == null) {
            throw Refused.field("role", "missing", "role is required.");
        }
        return role;
    }
}
