package dev.sightline.eventstore.testkit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Another JVM with this test's classes, quick to start. Stateless. */
final class JavaProcess {
    private JavaProcess() {}

    /**
     * @param option of the JVM
     * @param arguments of its {@code main}
     */
    static Process start(Class<?> main, String option, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                option,
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
