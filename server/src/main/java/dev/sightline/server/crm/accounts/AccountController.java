package dev.sightline.server.crm.accounts;

import dev.sightline.server.access.Scope;
import dev.sightline.server.crm.lists.ExportColumn;
import dev.sightline.server.crm.lists.ListExports;
import dev.sightline.server.crm.lists.Order;
import dev.sightline.server.crm.lists.Search;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.CountedAs;
import dev.sightline.server.platform.Page;
import dev.sightline.server.platform.Permission;
import dev.sightline.server.platform.RateLimits;
import dev.sightline.server.platform.Refused;
import dev.sightline.server.platform.Requires;
import dev.sightline.server.platform.ViewRequest;
import io.swagger.v3.oas.annotations.Operation;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Accounts: the list and each one. */
@RestController
class AccountController {
    private static final int MAX_ID = 290;

    private static final String LIST = "accounts";
    private static final String DEFAULT_SORT = "-pipeline";

    private static final List<ExportColumn<FindAccounts.Item>> COLUMNS = List.of(
            new ExportColumn<>("name", "Account", FindAccounts.Item::name),
            new ExportColumn<>("place", "Place", AccountController::place),
            new ExportColumn<>(
                    "owner",
                    "Owner",
                    item -> item.owner() == null ? null : item.owner().name()),
            new ExportColumn<>("industry", "Industry", FindAccounts.Item::industry),
            new ExportColumn<>("open", "Open", FindAccounts.Item::openCount),
            new ExportColumn<>("pipeline", "Pipeline", FindAccounts.Item::pipeline),
            new ExportColumn<>("won", "Won, all time", FindAccounts.Item::wonAmount),
            new ExportColumn<>("last", "Last activity", FindAccounts.Item::lastActivity));

    private final FindAccounts list;
    private final ShowAccount one;
    private final ListExports exports;

    AccountController(FindAccounts list, ShowAccount one, ListExports exports) {
        this.list = list;
        this.one = one;
        this.exports = exports;
    }

    @Requires(Permission.VIEW_RECORDS)
    @GetMapping("/api/v2/accounts")
    ResponseEntity<FindAccounts.Found> list(
            Scope viewer,
            Page page,
            ViewRequest views,
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(defaultValue = DEFAULT_SORT) String sort) {
        List<String> words = Search.words(q);
        Order order = Order.parse(LIST, sort, FindAccounts.ORDERS);
        return views.answer(
                viewer.organization(), viewer, freshness -> list.find(viewer, words, order, page, freshness));
    }

    @Requires(Permission.EXPORT_RECORDS)
    @CountedAs(RateLimits.Kind.EXPORT)
    @GetMapping("/api/v2/accounts/export")
    @Operation(summary = "The list as CSV, all rows of it; that it was taken is recorded")
    ResponseEntity<Resource> export(
            Scope viewer,
            Caller caller,
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(defaultValue = DEFAULT_SORT) String sort,
            @RequestParam(required = false) @Nullable String columns) {
        List<String> words = Search.words(q);
        Order order = Order.parse(LIST, sort, FindAccounts.ORDERS);
        return exports.answer(
                viewer,
                caller,
                LIST,
                ListExports.filters("search", ListExports.searched(words)),
                ExportColumn.chosen(COLUMNS, columns),
                taker -> list.each(viewer, words, order, taker));
    }

    @Requires(Permission.VIEW_RECORDS)
    @GetMapping("/api/v2/accounts/{id}")
    ResponseEntity<ShowAccount.Shown> one(Scope viewer, ViewRequest views, @PathVariable String id) {
        if (id.length() > MAX_ID) {
            throw Refused.notFound("account");
        }
        return views.answer(viewer.organization(), viewer, freshness -> one.show(viewer, id, freshness));
    }

    private static String place(FindAccounts.Item item) {
        return Stream.of(item.city(), item.country())
                .filter(part -> part != null && !part.isEmpty())
                .collect(Collectors.joining(", "));
    }
}
