package dev.sightline.server.platform;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;

/**
 * Something that the server's jar does from the command line instead of serving: a bean, found by its name. It runs
 * without a web server and without background work; beans are made when they are first used, so take what needs the
 * database as an {@code ObjectProvider}.
 */
public interface Verb {

    /** The first word of the command line, such as {@code user}. */
    String name();

    /** How to call it, for people; one or more lines. */
    String usage();

    /**
     * @param arguments the words behind the name
     * @return the exit code
     * @throws UsageException where the arguments are wrong: its message and the usage are shown, exit code 2
     */
    int run(List<String> arguments, Streams streams) throws IOException;

    /** Where a verb reads and writes. */
    record Streams(InputStream in, PrintStream out, PrintStream err) {}

    /** Wrong arguments. */
    class UsageException extends RuntimeException {
        public UsageException(String message) {
            super(message);
        }
    }
}
