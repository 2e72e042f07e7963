package dev.sightline.simulator;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * How to start a simulator. Immutable; the methods return changed copies.
 *
 * @param port the port on 127.0.0.1, 0 for any free one
 * @param database the name of the database
 * @param version the version of Odoo to speak as
 * @param clock the time that {@code write_date} and the like are taken from
 * @param recording a folder with {@code fields/} and {@code records/}; null for the built-in recording
 * @param company the company to make up instead of the recorded records; null for none
 * @param apiKey the API key of the made-up company's connector user
 * @param life how often something happens by itself in a made-up company; null for never
 * @param recordsPerSecond the pace at which {@code search_read} and {@code read} answer, as a real Odoo has one; 0 for as
 *     fast as possible
 * @param journal the file from which a made-up company is the same one after a restart: what happened by itself happens
 *     again (what others wrote does not); null to begin anew each time
 */
public record SimulatorOptions(
        int port,
        String database,
        OdooVersion version,
        InstantSource clock,
        @Nullable Path recording,
        @Nullable CompanyPlan company,
        String apiKey,
        @Nullable Duration life,
        int recordsPerSecond,
        @Nullable Path journal) {

    private static final String DEMO_KEY = "nordwind-demo-key";

    /** The built-in recording of Odoo's own demonstration data: database {@code demo}, sign in as admin / admin. */
    public static SimulatorOptions recorded() {
        return new SimulatorOptions(0, "demo", OdooVersion.V17, Clock.systemUTC(), null, null, DEMO_KEY, null, 0, null);
    }

    /** A recording in a folder. The password of each user is their login. */
    public static SimulatorOptions recorded(Path folder) {
        return new SimulatorOptions(
                0, "demo", OdooVersion.V17, Clock.systemUTC(), folder, null, DEMO_KEY, null, 0, null);
    }

    /** A made-up company: database {@code nordwind}, sign in as {@code integration} with the API key. */
    public static SimulatorOptions company(CompanyPlan plan) {
        return new SimulatorOptions(
                0, "nordwind", OdooVersion.V17, Clock.systemUTC(), null, plan, DEMO_KEY, null, 0, null);
    }

    public SimulatorOptions onPort(int changed) {
        return new SimulatorOptions(
                changed, database, version, clock, recording, company, apiKey, life, recordsPerSecond, journal);
    }

    public SimulatorOptions as(OdooVersion changed) {
        return new SimulatorOptions(
                port, database, changed, clock, recording, company, apiKey, life, recordsPerSecond, journal);
    }

    public SimulatorOptions at(InstantSource changed) {
        return new SimulatorOptions(
                port, database, version, changed, recording, company, apiKey, life, recordsPerSecond, journal);
    }

    public SimulatorOptions withApiKey(String changed) {
        return new SimulatorOptions(
                port, database, version, clock, recording, company, changed, life, recordsPerSecond, journal);
    }

    /** Lets the made-up company live: something happens about this often. */
    public SimulatorOptions living(Duration pace) {
        return new SimulatorOptions(
                port, database, version, clock, recording, company, apiKey, pace, recordsPerSecond, journal);
    }

    public SimulatorOptions paced(int changed) {
        return new SimulatorOptions(port, database, version, clock, recording, company, apiKey, life, changed, journal);
    }

    /** Makes a made-up company the same one after a restart. */
    public SimulatorOptions remembering(Path changed) {
        return new SimulatorOptions(
                port, database, version, clock, recording, company, apiKey, life, recordsPerSecond, changed);
    }
}
