package io.shoptraining.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The memory of this process, and which kind of it is used up. */
final class Memory {
    private static final Path STATUS = Path.of("/proc/self/status");

    /** How native code says it, be it libtorch, OpenBLAS, the C++ library, the loader of libraries or the system. */
    private static final Pattern NATIVE = Pattern.compile("(?i)std::bad_alloc|cannot allocate memory"
            + "|can't allocate memory|not enough memory|out of memory|failed to map segment");

    private Memory() {}

    /** Memory that the process holds, native memory included; 0 where the system does not tell. */
    static long rssBytes() {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
                }
            }
        } catch (IOException | NumberFormatException e) {
            // not Linux
        }
        return 0;
    }

    /** Whether it is the Java heap that is too small; else it is direct memory, threads, mappings or classes. */
    static boolean isHeap(OutOfMemoryError error) {
        String message = String.valueOf(error.getMessage()).toLowerCase(Locale.ROOT);
        return message.equals("null")
                || message.contains("heap space")
                || message.contains("gc overhead")
                || message.contains("array size");
    }

    /** Whether native code found no memory; JavaCPP turns its exceptions into those of Java. */
    static boolean isNative(@Nullable Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (NATIVE.matcher(String.valueOf(cause.getMessage())).find()) {
                return true;
            }
        }
        return false;
    }
}
