package dev.sightline.server.platform.settings;

import dev.sightline.postgres.EmbeddedPostgresException;
import dev.sightline.server.platform.WrongSetting;
import java.sql.SQLException;
import java.util.Objects;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.tomcat.ConnectorStartFailedException;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.convert.ConversionFailedException;

/**
 * Tells why the server does not start, in one line on standard error and without a stack trace, where the reason lies in
 * the settings or the surroundings. Other failures are left to Spring Boot's own reports.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class FailedStart implements SpringBootExceptionReporter {
    @Override
    public boolean reportException(Throwable failure) {
        String line = explain(failure);
        if (line == null) {
            return false;
        }
        System.err.println("sightline: cannot start: " + line + (line.endsWith(".") ? "" : "."));
        return true;
    }

    static @Nullable String explain(Throwable failure) {
        WrongSetting wrong = find(failure, WrongSetting.class);
        if (wrong != null) {
            return wrong.getMessage();
        }
        PortInUseException port = find(failure, PortInUseException.class);
        if (port != null) {
            return "port " + port.getPort() + " is taken by another program: end that one, or set SIGHTLINE_PORT.";
        }
        ConnectorStartFailedException closed = find(failure, ConnectorStartFailedException.class);
        if (closed != null) {
            return "the port of SIGHTLINE_PORT cannot be opened at SIGHTLINE_ADDRESS; ports below 1024 may need more"
                    + " rights: set another one.";
        }
        EmbeddedPostgresException embedded = find(failure, EmbeddedPostgresException.class);
        if (embedded != null) {
            return firstLine(embedded.getMessage());
        }
        BindException binding = find(failure, BindException.class);
        if (binding != null) {
            return explain(binding);
        }
        if (find(failure, FlywayException.class) != null) {
            SQLException cause = find(failure, SQLException.class);
            return cause == null
                    ? "the database's schema cannot be brought up to date: "
                            + firstLine(String.valueOf(find(failure, FlywayException.class)))
                    : explain(cause);
        }
        return null;
    }

    private static String explain(SQLException cause) {
        String said = firstLine(cause.getMessage());
        String state = String.valueOf(cause.getSQLState());
        if (state.startsWith("28")) {
            return "SIGHTLINE_DATABASE_USER and SIGHTLINE_DATABASE_PASSWORD must be what the database knows: " + said;
        }
        if (state.equals("3D000")) {
            return "SIGHTLINE_DATABASE_URL must name a database that exists; make it with CREATE DATABASE: " + said;
        }
        if (state.startsWith("08")) {
            return "SIGHTLINE_DATABASE_URL must lead to a PostgreSQL that answers: " + said;
        }
        if (state.equals("42501")) {
            return "SIGHTLINE_DATABASE_USER must own the database and may create roles: " + said;
        }
        return "the database of SIGHTLINE_DATABASE_URL cannot be used: " + said;
    }

    private static String explain(BindException binding) {
        String property = binding.getName().toString();
        String variable = WrongSetting.environmentVariable(property);
        ConversionFailedException conversion = find(binding, ConversionFailedException.class);
        Class<?> type = binding.getTarget().getType().resolve(Object.class);
        String expected = switch (type.getSimpleName()) {
            case "Duration" -> "a length of time, such as 30s, 5m or 1h";
            case "int", "Integer" -> "a whole number";
            case "InetAddress" -> "an address of this machine, such as 127.0.0.1 or 0.0.0.0";
            case "boolean", "Boolean" -> "true or false";
            default -> "another value";
        };
        // Of these types no value is a secret.
        return variable + " must be " + expected
                + (conversion == null
                        ? ""
                        : ", not " + WrongSetting.quoted(Objects.toString(conversion.getValue(), "")));
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "no reason given" : message.lines().findFirst().orElse("no reason given");
    }

    private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < 50; cause = cause.getCause(), depth++) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }
}
