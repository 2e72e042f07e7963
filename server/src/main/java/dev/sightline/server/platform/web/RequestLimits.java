package dev.sightline.server.platform.web;

import dev.sightline.server.platform.SightlineSettings;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses bodies of more than 1 MB, by the length they announce or else as they are read, and those that take longer than the settings
 * allow: a byte now and then would hold a connection for hours.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 20)
class RequestLimits extends OncePerRequestFilter {
    static final int MAX_BODY = 1_048_576;

    private final ProblemWriter problems;
    private final Duration bodyTime;

    RequestLimits(ProblemWriter problems, SightlineSettings settings) {
        this.problems = problems;
        this.bodyTime = settings.limits().bodyTime();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getContentLengthLong() > MAX_BODY) {
            problems.write(request, response, Problem.bodyTooLarge());
        } else {
            chain.doFilter(new Limited(request, bodyTime), response);
        }
    }

    /** Thrown to whoever reads on behind the limit. */
    static final class BodyTooLarge extends IOException {
        BodyTooLarge() {
            super("the body is longer than " + MAX_BODY + " bytes");
        }
    }

    /** Thrown to whoever reads a body that takes too long. */
    static final class BodyTooSlow extends IOException {
        BodyTooSlow() {
            super("the body takes too long");
        }
    }

    private static final class Limited extends HttpServletRequestWrapper {
        private final long until;
        private @Nullable ServletInputStream stream;

        Limited(HttpServletRequest request, Duration time) {
            super(request);
            this.until = System.nanoTime() + time.toNanos();
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            ServletInputStream existing = stream;
            if (existing == null) {
                existing = new Counting(super.getInputStream(), until);
                stream = existing;
            }
            return existing;
        }

        @Override
        public BufferedReader getReader() throws IOException {
            return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
        }
    }

    private static final class Counting extends ServletInputStream {
        private final ServletInputStream in;
        private final long until;
        private long read;

        Counting(ServletInputStream in, long until) {
            this.in = in;
            this.until = until;
        }

        @Override
        public int read() throws IOException {
            int value = in.read();
            count(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = in.read(bytes, offset, length);
            count(Math.max(count, 0));
            return count;
        }

        private void count(int more) throws IOException {
            read += more;
            if (read > MAX_BODY) {
                throw new BodyTooLarge();
            }
            if (more > 0 && System.nanoTime() - until > 0) {
                throw new BodyTooSlow();
            }
        }

        @Override
        public boolean isFinished() {
            return in.isFinished();
        }

        @Override
        public boolean isReady() {
            return in.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            in.setReadListener(listener);
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
