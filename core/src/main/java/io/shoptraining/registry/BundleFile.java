package io.shoptraining.registry;

import io.shoptraining.disk.Damage;
import io.shoptraining.disk.Durable;
import io.shoptraining.disk.StoredZip;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One model as one file: a ZIP archive of uncompressed entries with fixed names. No entry is ever written to a place that
 * its name chooses, and a file that is anything else is refused.
 */
final class BundleFile {
    private static final String METADATA = "metadata.json";
    private static final String LOSS_CURVE = "loss_curve.png";
    private static final String MODEL = "model";
    private static final Set<String> NAMES =
            Set.of(METADATA, "model.pth", "model.ubj", "model.txt", "model.zip", LOSS_CURVE);
    private static final int MAX_METADATA_BYTES = 16 << 20;

    private BundleFile() {}

    /**
     * Writes a model whose files were checked.
     *
     * @param directory where its files lie
     */
    static void write(ModelMetadata metadata, Path directory, WritableByteChannel out) throws IOException {
        Map<String, ByteBuffer> entries = new LinkedHashMap<>();
        entries.put(METADATA, ByteBuffer.wrap(Json.writePretty(metadata).getBytes(StandardCharsets.UTF_8)));
        for (ManifestFile file : metadata.manifest()) {
            entries.put(entryName(file), map(directory.resolve(file.name())));
        }
        StoredZip.write(entries, out);
    }

    private static String entryName(ManifestFile file) {
        return switch (file.kind()) {
            case "model" -> MODEL + file.name().substring(file.name().lastIndexOf('.'));
            case "loss_curve" -> LOSS_CURVE;
            default -> throw new IllegalArgumentException("no such kind of file: " + file.kind());
        };
    }

    /**
     * Checks a bundle and unpacks it.
     *
     * @param stage an empty directory
     * @throws ShopTrainingException {@link ErrorCode#UNSUPPORTED_MEDIA_TYPE} when it is another kind of file,
     *     {@link ErrorCode#DAMAGED_FILE} when it is a bundle that cannot be trusted
     */
    static Bundle unpack(Path file, Path stage) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new ShopTrainingException(ErrorCode.NOT_FOUND, "the bundle is not a regular file");
        }
        if (Files.size(file) > Bundle.MAX_BYTES) {
            throw new ShopTrainingException(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    "the bundle has " + Files.size(file) + " bytes; allowed: " + Bundle.MAX_BYTES);
        }
        ByteBuffer bytes = map(file);
        Optional<String> foreign = Foreign.bundle(bytes, NAMES);
        if (foreign.isPresent()) {
            throw foreign("the file is " + foreign.get());
        }
        try {
            return unpack(StoredZip.read(bytes), stage);
        } catch (Damage e) {
            throw new ShopTrainingException(ErrorCode.DAMAGED_FILE, "the bundle " + e.getMessage(), e);
        }
    }

    private static Bundle unpack(Map<String, ByteBuffer> entries, Path stage) throws Damage, IOException {
        ByteBuffer text = entries.get(METADATA);
        if (text == null) {
            throw new Damage("has no entry " + METADATA);
        }
        Damage.when(text.remaining() > MAX_METADATA_BYTES, "has metadata of over " + MAX_METADATA_BYTES + " bytes");
        ModelMetadata metadata = metadata(text);
        List<StagedFile> staged = new ArrayList<>();
        for (ManifestFile file : metadata.manifest()) {
            Damage.when(
                    !file.kind().equals(MODEL) && !file.kind().equals("loss_curve"),
                    "names a file of kind '" + file.kind() + "'; allowed: model, loss_curve");
            String name = entryName(file);
            Damage.when(!NAMES.contains(name), "names a file " + name + "; allowed: " + String.join(", ", NAMES));
            ByteBuffer data = entries.get(name);
            if (data == null) {
                throw new Damage("has no entry " + name + ", which its metadata names");
            }
            Damage.when(staged.stream().anyMatch(other -> other.name().equals(name)), "names " + name + " twice");
            staged.add(new StagedFile(file.kind(), name, data.remaining(), requireHash(file, name, data)));
        }
        Damage.when(entries.size() != staged.size() + 1, "has entries that its metadata does not name");
        for (StagedFile file : staged) {
            ByteBuffer data = entries.getOrDefault(file.name(), ByteBuffer.allocate(0));
            Optional<String> foreign = file.kind().equals(MODEL) ? Foreign.model(data) : Optional.empty();
            if (foreign.isPresent()) {
                throw foreign("the bundle's " + file.name() + " is " + foreign.get());
            }
            Durable.write(stage.resolve(file.name()), data);
        }
        return new Bundle(metadata, staged);
    }

    private static ModelMetadata metadata(ByteBuffer bytes) throws Damage {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(bytes.duplicate())
                    .toString();
            return Json.read(text, ModelMetadata.class);
        } catch (CharacterCodingException e) {
            throw new Damage("has metadata that are not UTF-8");
        } catch (ShopTrainingException e) {
            throw new Damage("has metadata that cannot be used: " + e.getMessage());
        }
    }

    private static String requireHash(ManifestFile file, String name, ByteBuffer data) throws Damage {
        MessageDigest digest = Durable.sha256();
        digest.update(data.duplicate());
        String hash = HexFormat.of().formatHex(digest.digest());
        Damage.when(
                data.remaining() != file.size() || !hash.equals(file.sha256()),
                "has a " + name + " that is not the one that its metadata names: SHA-256 " + hash + ", not "
                        + file.sha256());
        return hash;
    }

    private static ShopTrainingException foreign(String message) {
        return new ShopTrainingException(
                ErrorCode.UNSUPPORTED_MEDIA_TYPE, message + "; allowed: a bundle that 'model export' wrote");
    }

    private static ByteBuffer map(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
        }
    }
}
