package io.shoptraining.workerpool;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads UTF-8 lines of limited length, so that a process gone mad cannot fill our memory. */
final class LineReader {
    private final Reader in;
    private final int limit;
    private final char[] buffer = new char[8192];
    private int next;
    private int end;

    /** @param limit longest line in characters; a longer one comes in pieces, each as a line */
    LineReader(InputStream in, int limit) {
        this.in = new InputStreamReader(in, StandardCharsets.UTF_8);
        this.limit = limit;
    }

    /** The next line without its line break; null at the end. */
    @Nullable
    String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        boolean some = false;
        while (true) {
            if (next == end) {
                end = in.read(buffer);
                next = 0;
                if (end <= 0) {
                    end = 0;
                    return some ? line.toString() : null;
                }
            }
            some = true;
            char c = buffer[next++];
            if (c == '\n') {
                return line.toString();
            }
            if (c != '\r') {
                line.append(c);
            }
            if (line.length() == limit) {
                return line.toString();
            }
        }
    }
}
