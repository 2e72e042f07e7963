package dev.sightline.eventstore.projection;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Tells the server's troubles, which pass, from an event's. */
final class Faults {
    private Faults() {}

    /**
     * Connection lost, a pause of this process that was too long, resources, shutdown, files, a standby, corruption; deadlocks, time-outs
     * and serialization: no event is to blame however often it fails.
     */
    static boolean isAboutTheServer(Throwable fault) {
        String state = sqlState(fault);
        return state != null && state.matches("(08|53|57P|58).*|25006|25P03|40001|40P01|55P03|57014|XX001|XX002");
    }

    /** What a smaller batch may get by: it took too long, or too much memory. */
    static boolean mayBeTooMuch(Throwable fault) {
        String state = sqlState(fault);
        return fault instanceof OutOfMemoryError || (state != null && state.matches("25P03|53200|57014"));
    }

    static String describe(Throwable fault) {
        return fault.getClass().getSimpleName() + ": " + fault.getMessage();
    }

    /** Of the fault or what caused it: frameworks wrap. */
    private static @Nullable String sqlState(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
            if (cause instanceof java.sql.SQLTransientConnectionException) {
                return "08000"; // the pool has no connection to give
            }
        }
        return null;
    }
}
