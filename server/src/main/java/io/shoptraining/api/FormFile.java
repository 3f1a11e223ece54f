package io.shoptraining.api;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one file of a {@code multipart/form-data} body (RFC 7578), read as it arrives. A form with anything else in it is
 * refused, so that nothing is left out without a word.
 */
final class FormFile extends InputStream {
    private static final int BUFFER = 1 << 16;
    private static final int MAX_HEAD = 8 << 10;
    private static final Pattern BOUNDARY =
            Pattern.compile("(?i);\\s*boundary=(?:\"([^\"]{1,70})\"|([^\\s;\"]{1,70}))\\s*(?:;|$)");
    private static final Pattern NAME = Pattern.compile("(?i)[;\\s]name=\"([^\"]*)\"");
    private static final Pattern FILE_NAME = Pattern.compile("(?i)[;\\s]filename=\"([^\"]*)\"");

    private final InputStream in;
    private final byte[] delimiter;
    private final byte[] buffer = new byte[BUFFER];
    private final String fileName;
    private int from;
    private int to;
    private boolean isEnded;

    private FormFile(InputStream in, String boundary) throws IOException {
        this.in = in;
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        this.fileName = head(boundary);
    }

    /** The file of a call that is a form; empty when the body is the file itself. */
    static Optional<FormFile> of(Call call) {
        String type = call.header("Content-Type").orElse("");
        if (!type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data")) {
            return Optional.empty();
        }
        Matcher boundary = BOUNDARY.matcher(type);
        if (!boundary.find()) {
            throw refused("the form names no boundary");
        }
        try {
            return Optional.of(
                    new FormFile(call.stream(), boundary.group(1) == null ? boundary.group(2) : boundary.group(1)));
        } catch (IOException e) {
            throw ShopTrainingException.io("the upload", e);
        }
    }

    /** What the client calls the file; empty when it does not say. */
    String fileName() {
        return fileName;
    }

    /** Reads up to the first byte of the file. */
    private String head(String boundary) throws IOException {
        if (!line().equals("--" + boundary)) {
            throw refused("the form does not begin with its boundary");
        }
        String disposition = "";
        int length = 0;
        for (String line = line(); !line.isEmpty(); line = line()) {
            length += line.length();
            if (length > MAX_HEAD) {
                throw refused("the head of the form's part is too long");
            }
            if (line.toLowerCase(Locale.ROOT).startsWith("content-disposition:")) {
                disposition = line;
            }
        }
        Matcher name = NAME.matcher(disposition);
        if (!name.find() || !name.group(1).equals("file")) {
            throw refused("a form has one part, a file called 'file'; options go after the question mark");
        }
        Matcher file = FILE_NAME.matcher(disposition);
        return file.find() ? file.group(1) : "";
    }

    private String line() throws IOException {
        for (int length = 0; length < MAX_HEAD; length++) {
            if (from + length == to && !fill()) {
                throw refused("the form ends before its file does");
            }
            if (length > 0 && buffer[from + length] == '\n' && buffer[from + length - 1] == '\r') {
                String line = new String(buffer, from, length - 1, StandardCharsets.UTF_8);
                from += length + 1;
                return line;
            }
        }
        throw refused("a line of the form's head is too long");
    }

    /** Makes room and reads more; false at the end. Whatever was not yet taken begins at {@code from} afterwards. */
    private boolean fill() throws IOException {
        if (to == buffer.length) {
            System.arraycopy(buffer, from, buffer, 0, to - from);
            to -= from;
            from = 0;
        }
        int n = in.read(buffer, to, buffer.length - to);
        to += Math.max(n, 0);
        return n >= 0;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (isEnded) {
            return -1;
        }
        // what may be the beginning of the delimiter has to wait for the rest of it
        while (to - from <= delimiter.length) {
            if (!fill()) {
                throw refused("the form ends before its file does");
            }
        }
        int end = delimiterOrPart();
        if (end == from && isDelimiter(from)) {
            end();
            return -1;
        }
        int n = Math.min(length, end - from);
        System.arraycopy(buffer, from, target, offset, n);
        from += n;
        return n;
    }

    /** Where the delimiter begins; else up to where it cannot. */
    private int delimiterOrPart() {
        int last = to - delimiter.length;
        for (int at = from; at <= last; at++) {
            if (isDelimiter(at)) {
                return at;
            }
        }
        return last + 1;
    }

    private boolean isDelimiter(int at) {
        for (int i = 0; i < delimiter.length; i++) {
            if (buffer[at + i] != delimiter[i]) {
                return false;
            }
        }
        return true;
    }

    /** After the file there is nothing but the end of the form. */
    private void end() throws IOException {
        from += delimiter.length;
        while (to - from < 2) {
            if (!fill()) {
                throw refused("the form ends before its end");
            }
        }
        if (buffer[from] != '-' || buffer[from + 1] != '-') {
            throw refused("a form has one part, a file called 'file'; options go after the question mark");
        }
        isEnded = true;
        in.transferTo(java.io.OutputStream.nullOutputStream());
    }

    private static ShopTrainingException refused(String why) {
        return new ShopTrainingException(ErrorCode.INVALID_REQUEST, why);
    }
}
