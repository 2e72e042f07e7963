package dev.sightline.server.identity;

import dev.sightline.eventstore.OrganizationId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a link that is good once carries: of the form of a {@link RefreshToken}. Its text form here does not show it. */
record LinkToken(OrganizationId organization, String text) {

    static LinkToken random(OrganizationId organization) {
        return new LinkToken(organization, RefreshToken.random(organization).text());
    }

    static Optional<LinkToken> parse(@Nullable String text) {
        return RefreshToken.parse(text).map(token -> new LinkToken(token.organization(), token.text()));
    }

    /** What the database keeps. */
    byte[] hash() {
        return RandomWord.hash(text);
    }

    /** Behind the {@code #}: browsers send it neither to the server nor on to other sites, so no log has it. */
    String behind(String path) {
        return path + "#" + text;
    }

    @Override
    public String toString() {
        return "LinkToken[" + organization + "]";
    }
}
