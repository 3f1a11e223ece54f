package io.shoptraining.api;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The path of a request, taken apart once and by one rule. Whatever has two readings is no path at all: empty parts, dots,
 * parameters after a semicolon, backslashes, broken or control characters. An escaped slash stays within its part.
 *
 * @param raw the parts as they came
 * @param decoded the same parts without escapes
 */
record PathParts(List<String> raw, List<String> decoded) {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final String ALLOWED = "-._~!$&'()*+,=:@";

    /** Empty when the path is odd. */
    static Optional<PathParts> of(String path) {
        if (path.equals("/")) {
            return Optional.of(new PathParts(List.of(), List.of()));
        }
        if (!path.startsWith("/")) {
            return Optional.empty();
        }
        List<String> raw = List.of(path.substring(1).split("/", -1));
        List<String> decoded = new ArrayList<>();
        for (String part : raw) {
            Optional<String> text = isPlain(part) ? unescape(part) : Optional.empty();
            if (text.isEmpty() || isOdd(text.get())) {
                return Optional.empty();
            }
            decoded.add(text.get());
        }
        return Optional.of(new PathParts(raw, List.copyOf(decoded)));
    }

    private static boolean isPlain(String part) {
        return part.chars().allMatch(c -> isAsciiLetterOrDigit(c) || c == '%' || ALLOWED.indexOf(c) >= 0);
    }

    private static boolean isAsciiLetterOrDigit(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    private static boolean isOdd(String text) {
        return text.isEmpty()
                || text.equals(".")
                || text.equals("..")
                || text.chars().anyMatch(Character::isISOControl);
    }

    /** Takes escapes away once; empty when they are broken or are no UTF-8. */
    static Optional<String> unescape(String text) {
        ByteBuffer bytes = ByteBuffer.allocate(text.length() * 3);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '%') {
                bytes.put(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            if (i + 2 >= text.length()
                    || !HexFormat.isHexDigit(text.charAt(i + 1))
                    || !HexFormat.isHexDigit(text.charAt(i + 2))) {
                return Optional.empty();
            }
            bytes.put((byte) HexFormat.fromHexDigits(text, i + 1, i + 3));
            i += 2;
        }
        try {
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** A text as one part of a path. */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b > 0 && (isAsciiLetterOrDigit(b) || "-._~".indexOf(b) >= 0)) {
                escaped.append((char) b);
            } else {
                escaped.append('%').append(HEX.toHexDigits(b));
            }
        }
        return escaped.toString();
    }
}
