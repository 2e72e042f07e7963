package dev.sightline.server.identity;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.platform.Questions;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What another room wants to know of the account behind every request. It is asked in the trip that looks at the session, and is the
 * {@code details} of the request's authentication. At most one room implements it. Thread-safe.
 */
public interface AskedWithSession {

    /** The answer. */
    interface Answer {
        /** Whether the source says that the person behind the account has left: the account may then do nothing. */
        boolean archived();
    }

    /** @return the answer, once the questions have been asked; nobody gets it where the session is over */
    Supplier<? extends Answer> ask(Questions questions, OrganizationId organization, UUID account);

    /** The answer for who has no account, such as a service. */
    Answer nobody();
}
