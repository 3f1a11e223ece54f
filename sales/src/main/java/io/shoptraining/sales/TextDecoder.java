package io.shoptraining.sales;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Turns the lines of a file into UTF-8 or says that they are not in the expected encoding. Not thread-safe. */
final class TextDecoder {
    static final Charset GB18030 = Charset.forName("GB18030");

    private final CharsetDecoder utf8 = strict(StandardCharsets.UTF_8);
    private final CharsetDecoder expected;
    private final boolean isUtf8;
    private long firstUtf8Line;

    TextDecoder(Charset charset) {
        expected = strict(charset);
        isUtf8 = charset.equals(StandardCharsets.UTF_8);
    }

    private static CharsetDecoder strict(Charset charset) {
        return charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    boolean isUtf8() {
        return isUtf8;
    }

    /** The first line that can only have been written as UTF-8; 0 when there is none. */
    long firstUtf8Line() {
        return firstUtf8Line;
    }

    /** Checks a line that has bytes beyond ASCII. */
    void check(byte[] bytes, int start, int end, long line) throws WrongEncoding {
        try {
            expected.decode(ByteBuffer.wrap(bytes, start, end - start));
            noteUtf8(bytes, start, end, line);
        } catch (CharacterCodingException e) {
            throw new WrongEncoding(line, firstUtf8Line, e);
        }
    }

    /** A line that has bytes beyond ASCII, as UTF-8. */
    byte[] toUtf8(byte[] bytes, int start, int end, long line) throws WrongEncoding {
        try {
            CharBuffer text = expected.decode(ByteBuffer.wrap(bytes, start, end - start));
            noteUtf8(bytes, start, end, line);
            return text.toString().getBytes(StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            throw new WrongEncoding(line, firstUtf8Line, e);
        }
    }

    /**
     * GB18030 accepts most UTF-8 text as other characters. A line that is valid UTF-8 with two three-byte characters is
     * hardly ever meant as GB18030, so that it betrays a file glued together from both.
     */
    private void noteUtf8(byte[] bytes, int start, int end, long line) {
        if (firstUtf8Line > 0 || threeByteStarts(bytes, start, end) < 2) {
            return;
        }
        if (isUtf8) {
            firstUtf8Line = line;
            return;
        }
        try {
            CharBuffer text = utf8.decode(ByteBuffer.wrap(bytes, start, end - start));
            if (text.chars().filter(c -> c >= 0x800).count() >= 2) {
                firstUtf8Line = line;
            }
        } catch (CharacterCodingException expectedHere) {
            return;
        }
    }

    private static int threeByteStarts(byte[] bytes, int start, int end) {
        int count = 0;
        for (int i = start; i < end; i++) {
            count += (bytes[i] & 0xf0) == 0xe0 ? 1 : 0;
        }
        return count;
    }

    /** A line is not in the expected encoding. */
    static final class WrongEncoding extends Exception {
        private static final long serialVersionUID = 1;
        private final long line;
        private final long utf8Line;

        WrongEncoding(long line, long utf8Line, CharacterCodingException cause) {
            super(cause);
            this.line = line;
            this.utf8Line = utf8Line;
        }

        long line() {
            return line;
        }

        long utf8Line() {
            return utf8Line;
        }
    }
}
