package io.shoptraining.workerpool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One process for ever: systems give a number to a new process when the old one is gone, so the number alone is not enough.
 *
 * @param startTime when the process started. Under Linux the kernel's own count since its start and the name of that start:
 *     unlike the time of day, they are the same for every reader, also after the clock was set.
 */
record ProcessId(long pid, String startTime) {
    private static final String UNKNOWN = "unknown";
    private static final Path PROC = Path.of("/proc");
    private static final String BOOT = read(PROC.resolve("sys/kernel/random/boot_id"));

    /** Fields of {@code /proc/PID/stat} after the name, see proc(5). */
    private static final int STATE = 0;

    private static final int START_TIME = 19;

    static ProcessId of(ProcessHandle handle) {
        List<String> stat = stat(handle.pid());
        String start = BOOT.isEmpty() || stat.isEmpty()
                ? handle.info().startInstant().map(Object::toString).orElse(UNKNOWN)
                : BOOT + "/" + stat.get(START_TIME);
        return new ProcessId(handle.pid(), start);
    }

    /** The process itself, if it still runs. One that has ended, and waits for its parent to notice, does not. */
    Optional<ProcessHandle> running() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(handle -> !isZombie())
                .filter(handle -> of(handle).equals(this));
    }

    private boolean isZombie() {
        List<String> stat = stat(pid);
        return !stat.isEmpty() && List.of("Z", "X").contains(stat.get(STATE));
    }

    /** Memory that the process holds; 0 where the system does not tell. */
    static long rssBytes(long pid) {
        return read(PROC.resolve(pid + "/status"))
                .lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                .findFirst()
                .orElse(0);
    }

    /** The name of a program may hold spaces and brackets; what follows the last one does not. Empty when unknown. */
    private static List<String> stat(long pid) {
        String text = read(PROC.resolve(pid + "/stat"));
        List<String> fields = new ArrayList<>(
                List.of(text.substring(text.lastIndexOf(')') + 1).trim().split(" ", -1)));
        return fields.size() > START_TIME ? fields : List.of();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).trim();
        } catch (IOException e) {
            // not Linux, or the process is gone
            return "";
        }
    }
}
