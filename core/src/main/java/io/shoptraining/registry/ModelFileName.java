package io.shoptraining.registry;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The naming rule of the flat store, format 4.0: writes every name and reads it back. Two different models never share
 * a name.
 *
 * <p>{@code mode _ component _ component [_ component] _ type _v version}. A component keeps {@code A-Z a-z 0-9 -};
 * every other UTF-8 byte becomes {@code ~} and two hex digits, so that no component contains {@code _}. An id that
 * equals the keyword {@code all} has its first byte escaped; a component over 80 bytes becomes {@code ~~} and a hash,
 * and so does a list of ids.
 */
public final class ModelFileName {
    /** The suffix of the metadata file, whose presence commits a model. */
    public static final String METADATA_SUFFIX = "_metadata.json";

    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final String ALL = "all";
    private static final int MAX_COMPONENT_BYTES = 80;
    private static final int HASH_CHARACTERS = 26;
    private static final String BASE_32 = "abcdefghijklmnopqrstuvwxyz234567";
    private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9_]{0,31}");
    private static final Pattern VERSION_LIKE_END = Pattern.compile(".*_v[0-9]+");
    private static final Pattern ENCODED = Pattern.compile("(?:[A-Za-z0-9-]|~[0-9A-F]{2})+");
    private static final Pattern HASHED = Pattern.compile("~~[a-z2-7]{" + HASH_CHARACTERS + "}");
    private static final Pattern NAME = Pattern.compile("(?:(product|store)_([^_]+)_([^_]+)"
            + "|(global)_([^_]+)_([^_]+)_(sum|mean|median|max|weighted|panel))_([a-z][a-z0-9_]*)_v([1-9][0-9]{0,8})");

    private ModelFileName() {}

    /**
     * A name taken apart.
     *
     * @param components the encoded components in the order of the name, without mode, type and version
     */
    public record Parsed(TrainingMode mode, List<String> components, String modelType, int version) {
        public Parsed {
            components = List.copyOf(components);
        }
    }

    /** Whether a word may name a model type: lower case, at most 32 characters, and never to be mistaken for a version. */
    public static boolean isModelType(String word) {
        return TYPE.matcher(word).matches() && !VERSION_LIKE_END.matcher(word).matches();
    }

    /** {@code product_P001_all_mlstm}. */
    public static String identifier(ModelKey key) {
        SeriesScope scope = key.scope();
        if (!isModelType(key.modelType())) {
            throw new IllegalArgumentException("not a model type: " + key.modelType());
        }
        String components = switch (scope.mode()) {
            case PRODUCT -> component(scope.products()) + "_" + component(scope.stores());
            case STORE -> component(scope.stores()) + "_" + component(scope.products());
            case GLOBAL ->
                component(scope.products()) + "_" + component(scope.stores()) + "_"
                        + aggregation(scope).word();
        };
        return scope.mode().word() + "_" + components + "_" + key.modelType();
    }

    /** {@code product_P001_all_mlstm_v2}. */
    public static String prefix(String identifier, int version) {
        if (version < 1 || version > 999_999_999) {
            throw new IllegalArgumentException("version " + version);
        }
        return identifier + "_v" + version;
    }

    public static String metadata(String prefix) {
        return prefix + METADATA_SUFFIX;
    }

    /** @param extension {@code .pth}, {@code .ubj} */
    public static String model(String prefix, String extension) {
        return prefix + "_model" + extension;
    }

    public static String lossCurve(String prefix) {
        return prefix + "_loss_curve.png";
    }

    public static String bestCheckpoint(String prefix) {
        return prefix + "_checkpoint_best.pth";
    }

    public static String epochCheckpoint(String prefix, int epoch) {
        return prefix + "_checkpoint_epoch_" + epoch + ".pth";
    }

    /** Takes a prefix apart; empty when it is not one that this class writes. */
    public static Optional<Parsed> parse(String prefix) {
        Matcher name = NAME.matcher(prefix);
        if (!name.matches() || !isModelType(name.group(8))) {
            return Optional.empty();
        }
        boolean global = name.group(1) == null;
        List<String> ids = global ? List.of(name.group(5), name.group(6)) : List.of(name.group(2), name.group(3));
        // the one that a mode needs is never "all"
        if (!ids.stream().allMatch(ModelFileName::isComponent)
                || !global && ids.get(0).equals(ALL)) {
            return Optional.empty();
        }
        int version = Integer.parseInt(name.group(9));
        return Optional.of(
                global
                        ? new Parsed(
                                mode(name.group(4)),
                                List.of(ids.get(0), ids.get(1), name.group(7)),
                                name.group(8),
                                version)
                        : new Parsed(mode(name.group(1)), ids, name.group(8), version));
    }

    /** Whether this class writes such a component: no other spelling of an id, and nothing that leads elsewhere. */
    private static boolean isComponent(String component) {
        if (HASHED.matcher(component).matches()) {
            return true;
        }
        try {
            return ENCODED.matcher(component).matches()
                    && decode(component)
                            .map(ModelFileName::component)
                            .orElse("")
                            .equals(component);
        } catch (IllegalArgumentException e) {
            return false; // decodes to something that is no id
        }
    }

    /** Writes a choice of ids as one component. */
    static String component(Ids ids) {
        if (ids.isAll()) {
            return ALL;
        }
        return ids.isOne() ? encode(ids.list().get(0)) : "~~" + hash("list:" + String.join("\n", ids.list()));
    }

    /** The choice that a component stands for; empty when it holds only a hash. */
    public static Optional<Ids> decode(String component) {
        if (component.equals(ALL)) {
            return Optional.of(Ids.all());
        }
        if (component.startsWith("~~")) {
            return Optional.empty();
        }
        byte[] bytes = new byte[component.length()];
        int length = 0;
        for (int i = 0; i < component.length(); i++) {
            if (component.charAt(i) == '~') {
                bytes[length++] = (byte) Integer.parseInt(component, i + 1, i + 3, 16);
                i += 2;
            } else {
                bytes[length++] = (byte) component.charAt(i);
            }
        }
        return Optional.of(Ids.of(new String(bytes, 0, length, StandardCharsets.UTF_8)));
    }

    private static String encode(String id) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : id.getBytes(StandardCharsets.UTF_8)) {
            boolean first = encoded.isEmpty();
            if (isKept(b) && !(first && id.equals(ALL))) {
                encoded.append((char) b);
            } else {
                encoded.append('~').append(HEX.toHexDigits(b));
            }
        }
        return encoded.length() > MAX_COMPONENT_BYTES ? "~~" + hash("id:" + id) : encoded.toString();
    }

    private static boolean isKept(byte b) {
        return (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z') || (b >= '0' && b <= '9') || b == '-';
    }

    /** The first 130 bits of SHA-256 in lower-case base 32. */
    private static String hash(String text) {
        byte[] digest;
        try {
            digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
        StringBuilder characters = new StringBuilder();
        for (int bit = 0; bit < HASH_CHARACTERS * 5; bit += 5) {
            int twoBytes = ((digest[bit / 8] & 0xff) << 8) | (digest[bit / 8 + 1] & 0xff);
            characters.append(BASE_32.charAt((twoBytes >> (11 - bit % 8)) & 31));
        }
        return characters.toString();
    }

    private static TrainingMode mode(String word) {
        return TrainingMode.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private static Aggregation aggregation(SeriesScope scope) {
        Aggregation aggregation = scope.aggregation();
        if (aggregation == null) {
            throw new IllegalStateException("a global scope has an aggregation");
        }
        return aggregation;
    }
}
