package dev.sightline.server.identity;

import dev.sightline.server.platform.AuditEntry;
import dev.sightline.server.platform.AuditLog;
import dev.sightline.server.platform.Caller;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Records sign-ins that were refused, in every organisation that the e-mail is known in. It does so behind the answer: only an e-mail
 * that is known has something to record, and the time that takes would tell which are. What comes faster than it can be
 * written is counted in the server's log instead. Thread-safe.
 */
@Component
class SignInAudit implements DisposableBean {
    static final String ACTION = "session.signed_in";
    private static final Logger log = LoggerFactory.getLogger(SignInAudit.class);
    private static final int WAITING = 1000;
    private static final int REMEMBERED = 10_000;

    private final Identities identities;
    private final AuditLog audit;
    private final Clock clock;
    /** Until when an e-mail at an address is known to be locked: one lock is one entry, however often somebody knocks. */
    private final Map<String, Instant> locked = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > REMEMBERED;
        }
    };

    private final ThreadPoolExecutor writer = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            Thread.ofPlatform().daemon().name("sign-in-audit").factory(),
            (task, executor) -> log.warn("a refused sign-in was not recorded: too many at once"));

    SignInAudit(Identities identities, AuditLog audit, Clock clock) {
        this.identities = identities;
        this.audit = audit;
        this.clock = clock;
    }

    void refused(String email, Caller caller, String reason) {
        writer.execute(() -> record(email, caller, reason));
    }

    /** @param wait how long the lock goes on */
    void locked(String email, Caller caller, Duration wait) {
        Instant now = clock.instant();
        String key = caller.address() + " " + email.strip().toLowerCase(Locale.ROOT);
        synchronized (locked) {
            Instant until = locked.get(key);
            if (until != null && until.isAfter(now)) {
                return;
            }
            locked.put(key, now.plus(wait));
        }
        refused(email, caller, "too_many_attempts");
    }

    private void record(String email, Caller caller, String reason) {
        try {
            for (Account account : identities.accountsOnceProven(email)) {
                audit.record(
                        account.organization(),
                        AuditEntry.of(ACTION, caller)
                                .on("account", account.id().toString(), account.email())
                                .refused(account.open() ? reason : "deactivated"));
            }
        } catch (RuntimeException e) {
            log.error("a refused sign-in could not be recorded", e);
        }
    }

    @Override
    public void destroy() throws InterruptedException {
        writer.shutdown();
        if (!writer.awaitTermination(5, TimeUnit.SECONDS)) {
            log.warn("refused sign-ins were left unrecorded");
        }
    }
}
