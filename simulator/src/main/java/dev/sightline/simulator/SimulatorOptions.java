package dev.sightline.simulator;

import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * How to start a simulator.
 *
 * @param port the port on 127.0.0.1, 0 for any free one
 * @param database the name of the database
 * @param version the version of Odoo to speak as
 * @param clock the time that {@code write_date} and the like are taken from
 * @param recording a folder with {@code fields/} and {@code records/}; null for the built-in recording
 */
public record SimulatorOptions(
        int port,
        String database,
        OdooVersion version,
        InstantSource clock,
        @Nullable Path recording) {

    /** The built-in recording of Odoo's own demonstration data: database {@code demo}, sign in as admin / admin. */
    public static SimulatorOptions recorded() {
        return new SimulatorOptions(0, "demo", OdooVersion.V17, Clock.systemUTC(), null);
    }

    /** A recording in a folder. The password of each user is their login. */
    public static SimulatorOptions recorded(Path folder) {
        return new SimulatorOptions(0, "demo", OdooVersion.V17, Clock.systemUTC(), folder);
    }

    public SimulatorOptions onPort(int changed) {
        return new SimulatorOptions(changed, database, version, clock, recording);
    }

    public SimulatorOptions as(OdooVersion changed) {
        return new SimulatorOptions(port, database, changed, clock, recording);
    }

    public SimulatorOptions at(InstantSource changed) {
        return new SimulatorOptions(port, database, version, changed, recording);
    }
}
