package io.shoptraining.workerpool;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a worker wrote to standard error before it died. Safe for several threads. */
final class LastWords {
    private static final int KEPT = 3;
    private static final Pattern FRAME = Pattern.compile("\\s+at [\\w.$/@<>-]+\\(.*|\\s+\\.\\.\\. \\d+ more");
    private static final Pattern NO_MEMORY = Pattern.compile("(?i)std::bad_alloc|cannot allocate memory"
            + "|can't allocate memory|memory allocation still failed|insufficient memory for the java runtime|native memory allocation .*failed"
            + "|OutOfMemoryError: .*(direct buffer|unable to create (new )?native thread|map failed|physical memory)");

    private final Deque<String> lines = new ArrayDeque<>();
    private boolean stackTrace;
    private @Nullable String noMemory;

    /** The lines of a stack trace are not kept: the error stands above them. */
    synchronized void add(String line) {
        if (FRAME.matcher(line).matches()) {
            stackTrace = true;
            return;
        }
        if (noMemory == null && NO_MEMORY.matcher(line).find()) {
            noMemory = line;
        }
        lines.addLast(line);
        if (lines.size() > KEPT) {
            lines.removeFirst();
        }
    }

    synchronized boolean hasStackTrace() {
        return stackTrace;
    }

    /** The first line that tells of native memory that was not to be had. */
    synchronized @Nullable String noMemory() {
        return noMemory;
    }

    /** For the end of a sentence; empty when nothing was said. */
    synchronized String text() {
        return lines.isEmpty() ? "" : "; it said last: " + String.join(" | ", lines);
    }
}
