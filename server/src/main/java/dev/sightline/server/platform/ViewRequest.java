package dev.sightline.server.platform;

import dev.sightline.eventstore.OrganizationId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/**
 * A request that reads views. Controllers take it as an argument and answer through it: it waits up to 2
 * seconds for {@code min_position}, sets the {@code ETag}, and answers 304 without running the query where nothing has changed.
 *
 * <pre>{@code
 * @GetMapping("/api/v2/opportunities")
 * ResponseEntity<OpportunityList> list(Scope scope, Page page, ViewRequest views) {
 *     return views.answer(scope.organization(), scope, freshness -> queries.list(scope, page, freshness));
 * }
 * }</pre>
 */
@QueryParameters("min_position")
public final class ViewRequest {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final FreshnessSource source;
    private final long minPosition;
    private final String era;
    private final String url;
    private final @Nullable String ifNoneMatch;

    /**
     * @param era names the running version and the quarter of an hour: another version may answer otherwise, and so may
     *     the next day (in any zone)
     * @param url path and query of the request
     */
    public ViewRequest(FreshnessSource source, long minPosition, String era, String url, @Nullable String ifNoneMatch) {
        this.source = source;
        this.minPosition = minPosition;
        this.era = era;
        this.url = url;
        this.ifNoneMatch = ifNoneMatch;
    }

    /**
     * @param scope what decides about who sees what, with a text form that says all of it; usually the {@code Scope}
     * @param query reads the views; runs only if the caller does not have the answer already
     */
    public <T> ResponseEntity<T> answer(OrganizationId organization, Object scope, Function<Freshness, T> query) {
        await(organization);
        // Before the query: the views may get newer while it runs, never older.
        Freshness freshness = source.of(organization);
        String tag = tag(organization, scope, freshness);
        return matches(tag) ? notModified(tag) : ok(tag, query.apply(freshness));
    }

    /**
     * The same for a query that puts all its questions together: freshness is asked among them, so that it costs no trip of
     * its own and is of the very snapshot that the rows are of.
     */
    public <T> ResponseEntity<T> answerTogether(OrganizationId organization, Object scope, Function<Asking, T> query) {
        await(organization);
        if (ifNoneMatch != null) {
            String tag = tag(organization, scope, source.of(organization));
            if (matches(tag)) {
                return notModified(tag);
            }
        }
        Asking asking = new Asking(source, organization);
        T body = query.apply(asking);
        return ok(tag(organization, scope, asking.freshness()), body);
    }

    /** Lets a query put the question for freshness among its own. Confined to one thread; good for one query. */
    public static final class Asking {
        private final FreshnessSource source;
        private final OrganizationId organization;
        private @Nullable Supplier<Freshness> asked;

        private Asking(FreshnessSource source, OrganizationId organization) {
            this.source = source;
            this.organization = organization;
        }

        /** @return the freshness, once the questions have been asked */
        public Supplier<Freshness> among(Questions questions) {
            Supplier<Freshness> freshness = source.ask(organization, questions);
            asked = freshness;
            return freshness;
        }

        private Freshness freshness() {
            if (asked == null) {
                throw new IllegalStateException("the query did not ask for freshness");
            }
            return asked.get();
        }
    }

    private void await(OrganizationId organization) {
        if (minPosition > 0) {
            // Where it takes longer, the answer is what is there, and says its position.
            source.await(organization, minPosition, PATIENCE);
        }
    }

    private static <T> ResponseEntity<T> ok(String tag, T body) {
        return new ResponseEntity<>(body, headers(tag), HttpStatus.OK);
    }

    private static <T> ResponseEntity<T> notModified(String tag) {
        return new ResponseEntity<>(headers(tag), HttpStatus.NOT_MODIFIED);
    }

    private static HttpHeaders headers(String tag) {
        HttpHeaders headers = new HttpHeaders();
        headers.setETag(tag);
        headers.setCacheControl(CacheControl.noCache().cachePrivate());
        headers.setVary(java.util.List.of(HttpHeaders.AUTHORIZATION));
        return headers;
    }

    private boolean matches(String tag) {
        return ifNoneMatch != null
                && Arrays.stream(ifNoneMatch.split(",", 20)).map(String::strip).anyMatch(tag::equals);
    }

    /** The position in the clear, and a digest of all else that decides about the answer: who asks, what, and freshness. */
    private String tag(OrganizationId organization, Object scope, Freshness freshness) {
        String all = String.join("\n", era, organization.toString(), scope.toString(), url, freshness.toString());
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
            String text = Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, 15));
            return "W/\"" + freshness.position() + "-" + text + "\"";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
