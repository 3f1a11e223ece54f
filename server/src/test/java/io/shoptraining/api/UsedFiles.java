package io.shoptraining.api;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * Takes down every file that this process reads or writes, as the JVM itself tells it, whichever class of Java does so.
 * What native code opens is not among them, nor a file that is only looked at.
 */
final class UsedFiles {
    private static final List<String> EVENTS = List.of("jdk.FileRead", "jdk.FileWrite", "jdk.FileForce");

    /** Classes, and what Java and the watch over the workers ask the system. */
    private static final Pattern OF_THE_PROGRAM =
            Pattern.compile(".*\\.jar|/dev/u?random|/sys/fs/cgroup/.*|/proc/self/(cgroup|mountinfo)|/proc/[0-9]+/stat");

    private final Recording recording = new Recording();

    UsedFiles() {
        EVENTS.forEach(event -> recording
                .enable(event)
                .withThreshold(Duration.ZERO)
                .withoutStackTrace()
                .with("throttle", "off"));
        recording.start();
    }

    /** Ends it: the files that lie neither in the folder nor where this program and its Java come from. */
    Set<Path> outside(Path folder) throws IOException {
        recording.stop();
        List<Path> allowed = new ArrayList<>(List.of(folder, Path.of(System.getProperty("java.home"))));
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .forEach(allowed::add);
        Path copy = Files.createTempFile("used", ".jfr");
        try {
            recording.dump(copy);
            Set<Path> outside = new TreeSet<>();
            try (RecordingFile events = new RecordingFile(copy)) {
                while (events.hasMoreEvents()) {
                    RecordedEvent event = events.readEvent();
                    // the outputs of the process have no name
                    if (EVENTS.contains(event.getEventType().getName()) && event.getString("path") != null) {
                        Path path = Path.of(event.getString("path"))
                                .toAbsolutePath()
                                .normalize();
                        if (allowed.stream().noneMatch(path::startsWith)
                                && !OF_THE_PROGRAM.matcher(path.toString()).matches()) {
                            outside.add(path);
                        }
                    }
                }
            }
            return outside;
        } finally {
            Files.delete(copy);
            recording.close();
        }
    }
}
