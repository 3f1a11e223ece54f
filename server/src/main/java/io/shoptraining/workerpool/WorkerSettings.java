package io.shoptraining.workerpool;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How worker processes are started.
 *
 * @param mainClass the worker's main class, by name: the server must be able to run without its code
 * @param classPath as {@code java -cp} takes it
 * @param heap as {@code -Xmx} takes it, {@code 2g}
 * @param nativeCache where native libraries are unpacked once for all workers
 * @param logs where a crashed worker leaves its error report
 * @param silence how long a worker may say nothing before it counts as hung
 */
public record WorkerSettings(
        String mainClass, String classPath, String heap, Path nativeCache, Path logs, Duration silence) {
    private static final int FIRST_WITH_NATIVE_ACCESS = 24;

    List<String> commandLine(Scratch scratch) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.add("-Xmx" + heap);
        // one thread of arithmetic, and little garbage: more threads would only be in each other's way
        line.add("-XX:+UseSerialGC");
        line.add("-XX:+ExitOnOutOfMemoryError");
        // standard output belongs to the protocol: what the JVM itself has to say goes to the log
        line.add("-XX:+DisplayVMOutputToStderr");
        line.add("-XX:ErrorFile=" + logs.resolve("worker_crash_%p.log"));
        line.add("-Djava.awt.headless=true");
        line.add("-Djdk.serialFilter=!*");
        line.add("-Dorg.bytedeco.javacpp.nopointergc=true");
        line.add("-Dorg.bytedeco.javacpp.maxPhysicalBytes=0");
        line.add("-Dorg.bytedeco.javacpp.cachedir=" + nativeCache);
        if (Runtime.version().feature() >= FIRST_WITH_NATIVE_ACCESS) {
            line.add("--enable-native-access=ALL-UNNAMED");
        }
        line.addAll(scratch.options());
        line.add("-cp");
        line.add(classPath);
        line.add(mainClass);
        return line;
    }
}
