package dev.sightline.server.crm.accounts;

import dev.sightline.server.access.Scope;
import dev.sightline.server.crm.lists.Order;
import dev.sightline.server.crm.lists.Search;
import dev.sightline.server.platform.Page;
import dev.sightline.server.platform.Permission;
import dev.sightline.server.platform.Refused;
import dev.sightline.server.platform.Requires;
import dev.sightline.server.platform.ViewRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Accounts: the list and each one. */
@RestController
class AccountController {
    private static final int MAX_ID = 290;

    private final FindAccounts list;
    private final ShowAccount one;

    AccountController(FindAccounts list, ShowAccount one) {
        this.list = list;
        this.one = one;
    }

    @Requires(Permission.VIEW_RECORDS)
    @GetMapping("/api/v2/accounts")
    ResponseEntity<FindAccounts.Found> list(
            Scope viewer,
            Page page,
            ViewRequest views,
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(defaultValue = "-pipeline") String sort) {
        List<String> words = Search.words(q);
        Order order = Order.parse("accounts", sort, FindAccounts.ORDERS);
        return views.answer(
                viewer.organization(), viewer, freshness -> list.find(viewer, words, order, page, freshness));
    }

    @Requires(Permission.VIEW_RECORDS)
    @GetMapping("/api/v2/accounts/{id}")
    ResponseEntity<ShowAccount.Shown> one(Scope viewer, ViewRequest views, @PathVariable String id) {
        if (id.length() > MAX_ID) {
            throw Refused.notFound("account");
        }
        return views.answer(viewer.organization(), viewer, freshness -> one.show(viewer, id, freshness));
    }
}
