package io.shoptraining.registry;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Recognises files of other programs by their first bytes, to say what was brought instead of a bundle. It only words the
 * refusal: what is not recognised here goes on to a strict reader, which accepts nothing but its own format.
 */
final class Foreign {
    private static final byte[] ZIP = {'P', 'K', 3, 4};
    private static final int END = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int CENTRAL_BYTES = 46;
    private static final int MOST_NAMES = 1000;

    private Foreign() {}

    /** What a file is, unless it may be a bundle. */
    static Optional<String> bundle(ByteBuffer bytes, Set<String> names) {
        Optional<String> kind = kind(bytes);
        if (kind.isPresent()) {
            return kind;
        }
        if (!starts(bytes, ZIP)) {
            return Optional.of("no bundle");
        }
        List<String> found = names(bytes);
        return found.stream().filter(name -> !names.contains(name)).findFirst().map(name -> archive(name, found));
    }

    /** What the weights of a model are, unless they may be a {@code .pth} file. */
    static Optional<String> model(ByteBuffer bytes) {
        Optional<String> kind = kind(bytes);
        return kind.isPresent() || !starts(bytes, ZIP)
                ? kind
                : names(bytes).stream()
                        .filter(Foreign::isCode)
                        .findFirst()
                        .map(name -> "a TorchScript archive, whose '" + shown(name) + "' is code");
    }

    private static String archive(String stranger, List<String> all) {
        if (all.stream().anyMatch(Foreign::isCode)) {
            return "a TorchScript archive, which holds code";
        }
        if (all.stream().anyMatch(name -> name.endsWith("data.pkl"))) {
            return "a PyTorch file of weights without the metadata that a bundle has";
        }
        if (all.contains("config.json") || all.stream().anyMatch(name -> name.endsWith(".h5"))) {
            return "a Keras archive";
        }
        return "an archive with '" + shown(stranger) + "', which no bundle has";
    }

    private static boolean isCode(String name) {
        return name.startsWith("code/") || name.contains("/code/");
    }

    private static Optional<String> kind(ByteBuffer bytes) {
        if (starts(bytes, new byte[] {(byte) 0x89, 'H', 'D', 'F'})) {
            return Optional.of("an HDF5 file, such as Keras writes");
        }
        if (starts(bytes, new byte[] {(byte) 0xac, (byte) 0xed})) {
            return Optional.of("a serialised Java object");
        }
        if (starts(bytes, new byte[] {0x1f, (byte) 0x8b}) || starts(bytes, new byte[] {'7', 'z', (byte) 0xbc})) {
            return Optional.of("a compressed file");
        }
        if (bytes.remaining() > 2 && bytes.get(0) == (byte) 0x80 && bytes.get(1) >= 2 && bytes.get(1) <= 5) {
            return Optional.of("a Python pickle, which is code");
        }
        // a protocol buffer: field 1 (the format's version, a small number), then field 2 (who made it, a text)
        if (bytes.remaining() > 3 && bytes.get(0) == 0x08 && bytes.get(1) > 0 && bytes.get(2) == 0x12) {
            return Optional.of("an ONNX file");
        }
        return Optional.empty();
    }

    private static boolean starts(ByteBuffer bytes, byte[] magic) {
        return bytes.remaining() >= magic.length && bytes.slice(0, magic.length).equals(ByteBuffer.wrap(magic));
    }

    /** The names in an archive's directory as far as it can be followed. */
    private static List<String> names(ByteBuffer bytes) {
        ByteBuffer file = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        List<String> names = new ArrayList<>();
        int end = file.limit() - END_BYTES;
        if (end < 0 || file.getInt(end) != END) {
            return names;
        }
        long at = Integer.toUnsignedLong(file.getInt(end + 16));
        while (names.size() < MOST_NAMES && at + CENTRAL_BYTES <= end) {
            int start = (int) at;
            int length = Short.toUnsignedInt(file.getShort(start + 28));
            int rest = Short.toUnsignedInt(file.getShort(start + 30)) + Short.toUnsignedInt(file.getShort(start + 32));
            if (at + CENTRAL_BYTES + length > end) {
                break;
            }
            byte[] name = new byte[length];
            file.get(start + CENTRAL_BYTES, name);
            names.add(new String(name, StandardCharsets.ISO_8859_1));
            at += CENTRAL_BYTES + length + rest;
        }
        return names;
    }

    /** A name of a stranger as it may stand in a message. */
    private static String shown(String name) {
        String plain = name.replaceAll("[^ -~]", "?");
        return plain.length() > 60 ? plain.substring(0, 60) + "..." : plain;
    }
}
