package io.shoptraining.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shoptraining.disk.StoredZip;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** V05, V10, V11, V12: what a hostile bundle may try. */
class BundleTest {
    private static final String IMPORT = "99999999-2222-3333-4444-555555555555";

    @TempDir
    Path root;

    private Path store;
    private ModelRegistry registry;

    @BeforeEach
    void openTheStore() throws IOException {
        store = root.resolve("store");
        try (StoreLock lock = StoreLock.acquire(store, "test")) {
            assertThat(StoreLock.storeId(store)).isPresent();
        }
        registry = ModelRegistry.open(store);
        Shop.published(registry, 1, "accepted");
    }

    private byte[] bundle() throws IOException {
        Path file = root.resolve("whole");
        Files.deleteIfExists(file);
        registry.export(Shop.PREFIX, file);
        return Files.readAllBytes(file);
    }

    private Map<String, byte[]> entries() throws Exception {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        StoredZip.read(bundle()).forEach((name, window) -> {
            byte[] data = new byte[window.remaining()];
            window.get(data);
            entries.put(name, data);
        });
        return entries;
    }

    private Bundle unpack(byte[] bytes) throws IOException {
        registry.stage(IMPORT, 1);
        return registry.unpack(Files.write(root.resolve("bundle"), bytes), IMPORT);
    }

    @Test
    void aModelGoesOutAndComesBackByteForByte() throws Exception {
        byte[] bytes = bundle();
        assertThat(entries().keySet()).containsExactly("metadata.json", "model.pth", "loss_curve.png");

        Bundle bundle = unpack(bytes);

        ModelMetadata before = registry.find(Shop.PREFIX).orElseThrow();
        Origin origin = new Origin(Shop.PREFIX, StoreLock.storeId(store).orElseThrow(), null, null);
        assertThat(bundle.metadata()).isEqualTo(before.from(origin));
        assertThat(bundle.files()).extracting(StagedFile::kind).containsExactly("model", "loss_curve");
        assertThat(registry.stagePath(IMPORT, 1).resolve("model.pth")).hasContent("the weights");
        List<ManifestFile> manifest = registry.manifest(Shop.IDENTIFIER + "_v2", IMPORT, 1, bundle.files());
        ModelMetadata second = bundle.metadata()
                .asVersion(
                        2,
                        IMPORT,
                        manifest,
                        origin.imported("2026-01-02T03:04:05Z", "someone"),
                        bundle.metadata().verdict(),
                        bundle.metadata().gateReason());
        registry.publish(second, registry.stagePath(IMPORT, 1));
        assertThat(registry.verifyAll(file -> {}).problems()).isEmpty();
        assertThat(registry.find(Shop.IDENTIFIER + "_v2").orElseThrow().provenance())
                .isEqualTo(second.provenance());
        assertThat(bundle()).isEqualTo(bytes);
    }

    @Test
    void anExportNeverReplacesAFileAndNeverBundlesADamagedModel() throws IOException {
        Path file = Files.writeString(root.resolve("precious"), "keep me");
        refused(ErrorCode.CONFLICT, "is there already", () -> registry.export(Shop.PREFIX, file));
        assertThat(file).hasContent("keep me");
        Files.writeString(store.resolve(Shop.PREFIX + "_model.pth"), "the weightz");
        refused(ErrorCode.DAMAGED_FILE, "is damaged", () -> registry.export(Shop.PREFIX, root.resolve("new")));
        assertThat(root.toFile().list()).containsExactlyInAnyOrder("precious", "store");
    }

    @Test
    void everyTruncationIsRefused() throws IOException {
        byte[] whole = bundle();
        for (int length = 0; length < whole.length; length += 19) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> unpack(part)).isInstanceOf(ShopTrainingException.class);
        }
    }

    @Test
    void everyFlippedBitIsRefused() throws IOException {
        byte[] whole = bundle();
        for (int bit = 0; bit < whole.length * 8; bit += 53) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThatThrownBy(() -> unpack(flipped)).as("bit " + bit).isInstanceOf(ShopTrainingException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../x",
                "/etc/x",
                "C:\\x",
                "..\\x",
                "%2e%2e%2fx",
                "..;/x",
                "model.pth/../../x",
                "MODEL.PTH",
                "model.pth\0",
                "code/model.py",
                "notes.txt",
                "",
                "model.pth "
            })
    void anEntryOfAnotherNameIsRefusedAndNothingIsWritten(String name) throws Exception {
        Map<String, byte[]> entries = entries();
        entries.put(name, "hostile".getBytes(StandardCharsets.UTF_8));
        byte[] bytes = StoredZip.write(entries);
        refused(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "", () -> unpack(bytes));
        assertThat(registry.stagePath(IMPORT, 1)).isEmptyDirectory();
        assertThat(root.toFile().list()).containsExactlyInAnyOrder("bundle", "store", "whole");
    }

    @Test
    void aFileOfAnotherProgramIsRefusedByItsName() throws IOException {
        foreign("an HDF5 file", "\u0089HDF\r\n\u001a\n");
        foreign("an ONNX file", "\u0008\u0007\u0012\u0007pytorch");
        foreign("a Python pickle", "\u0080\u0002}q\u0000.");
        foreign("a serialised Java object", "\u00ac\u00ed\u0000\u0005sr");
        foreign("a compressed file", "\u001f\u008b\u0008");
        foreign("no bundle", "");
        foreign("no bundle", "{\"format\":\"4.0\"}");
        foreign("no bundle", "x" + new String(bundle(), StandardCharsets.ISO_8859_1));
        foreign("a TorchScript archive", zip(Map.of("archive/data.pkl", "x", "archive/code/m.py", "import os")));
        foreign("a PyTorch file of weights", zip(Map.of("archive/data.pkl", "x")));
        foreign("a Keras archive", zip(Map.of("metadata.json", "{}", "config.json", "{}", "model.weights.h5", "x")));
    }

    private void foreign(String kind, String latin) {
        byte[] bytes = latin.getBytes(StandardCharsets.ISO_8859_1);
        refused(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "the file is " + kind, () -> unpack(bytes));
    }

    private static String zip(Map<String, String> texts) {
        Map<String, byte[]> entries = new HashMap<>();
        texts.forEach((name, text) -> entries.put(name, text.getBytes(StandardCharsets.UTF_8)));
        return new String(StoredZip.write(entries), StandardCharsets.ISO_8859_1);
    }

    @Test
    void weightsOfAnotherProgramWithinABundleAreRefused() throws Exception {
        weights("an HDF5 file", "\u0089HDF\r\n\u001a\n");
        weights("an ONNX file", "\u0008\u0007\u0012\u0007pytorch");
        weights("a Python pickle", "\u0080\u0002}q\u0000.");
        weights("a TorchScript archive", zip(Map.of("archive/code/m.py", "import os")));
    }

    private void weights(String kind, String latin) throws Exception {
        byte[] model = latin.getBytes(StandardCharsets.ISO_8859_1);
        Path file = Files.write(root.resolve("weights"), model);
        String hash = io.shoptraining.disk.Durable.sha256(file);
        ModelMetadata before = registry.find(Shop.PREFIX).orElseThrow();
        ManifestFile curve = before.manifest().get(1);
        ManifestFile named = new ManifestFile("model", Shop.PREFIX + "_model.pth", model.length, hash);
        byte[] bytes = withMetadata(Shop.metadata(1, 1, "accepted", List.of(named, curve)), model);
        refused(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "model.pth is " + kind, () -> unpack(bytes));
    }

    private byte[] withMetadata(ModelMetadata metadata, byte[] model) throws Exception {
        Map<String, byte[]> entries = entries();
        entries.put("metadata.json", io.shoptraining.json.Json.write(metadata).getBytes(StandardCharsets.UTF_8));
        entries.put("model.pth", model);
        return StoredZip.write(entries);
    }

    @Test
    void metadataThatDoNotFitAreRefused() throws Exception {
        text("names", "_model.pth\"", "_model.exe\"", "names a file model.exe");
        text("hash", "\"sha256\" : \"", "\"sha256\" : \"00", "is not the one that its metadata names");
        text("size", "\"size\" : 11", "\"size\" : 12", "is not the one that its metadata names");
        text("path", "\"name\" : \"product", "\"name\" : \"../product", "has metadata that cannot be used");
        text("kind", "\"kind\" : \"model\"", "\"kind\" : \"code\"", "names a file of kind 'code'");
        text("twice", "\"kind\" : \"loss_curve\"", "\"kind\" : \"model\"", "");
        text("format", "\"4.0\"", "\"5.0\"", "has metadata that cannot be used");
        text("identity", "\"version\" : 1", "\"version\" : 2", "has metadata that cannot be used");
        text("unknown", "\"attempt\"", "\"run\" : \"rm\", \"attempt\"", "has metadata that cannot be used");
        text("json", "{", "", "has metadata that cannot be used");
        text("class", "{", "{\"@class\" : \"java.lang.Runtime\", ", "has metadata that cannot be used");
        entry("an entry missing", "has no entry model.pth", entries -> {
            entries.remove("model.pth");
            return entries;
        });
        entry("no metadata", "has no entry metadata.json", entries -> {
            entries.remove("metadata.json");
            return entries;
        });
        entry("an entry too many", "has entries that its metadata does not name", entries -> {
            entries.put("model.ubj", new byte[3]);
            return entries;
        });
        entry("not UTF-8", "not UTF-8", entries -> {
            entries.put("metadata.json", new byte[] {(byte) 0xff});
            return entries;
        });
        entry("long", "has metadata of over", entries -> {
            entries.put("metadata.json", new byte[(16 << 20) + 1]);
            return entries;
        });
    }

    private void text(String name, String from, String to, String reason) throws Exception {
        entry(name, reason, entries -> {
            String text = new String(entries.getOrDefault("metadata.json", new byte[0]), StandardCharsets.UTF_8);
            int at = text.indexOf(from);
            assertThat(at).as(name).isNotNegative();
            String changed = text.substring(0, at) + to + text.substring(at + from.length());
            entries.put("metadata.json", changed.getBytes(StandardCharsets.UTF_8));
            return entries;
        });
    }

    private void entry(String name, String reason, UnaryOperator<Map<String, byte[]>> change) throws Exception {
        byte[] bytes = StoredZip.write(change.apply(entries()));
        refused(ErrorCode.DAMAGED_FILE, reason, () -> unpack(bytes));
        assertThat(registry.stagePath(IMPORT, 1)).as(name).isEmptyDirectory();
    }

    /** The archives of V10, each changed at one place of an honest one. */
    @Test
    void anArchiveThatTwoReadersCouldReadDifferentlyIsRefused() throws Exception {
        byte[] whole = bundle();
        int end = whole.length - 22;
        int central = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getInt(end + 16);
        patched("flag: encrypted", whole, central + 8, 1);
        patched("flag: data descriptor", whole, central + 8, 8);
        patched("flag: UTF-8 names", whole, central + 9, 8);
        patched("method: deflated", whole, central + 10, 8);
        patched("time", whole, central + 12, 1);
        patched("checksum in the directory", whole, central + 16, 0x55);
        patched("checksum in the header", whole, 14, 0x55);
        patched("size in the directory", whole, central + 20, 0x55);
        patched("uncompressed size in the directory", whole, central + 24, 0x55);
        patched("size in the header", whole, 18, 0x55);
        patched("extra field in the directory", whole, central + 30, 1);
        patched("comment in the directory", whole, central + 32, 1);
        patched("disk number", whole, central + 34, 1);
        patched("attributes: executable", whole, central + 38, 0x55);
        patched("attributes: symbolic link", whole, central + 41, 0xa1);
        patched("offset", whole, central + 42, 1);
        patched("name in the header", whole, 30, 'M');
        patched("padding", whole, 30 + "metadata.json".length() + 4, 1);
        patched("a data byte", whole, central - 1, 1);
        patched("number of entries", whole, end + 10, 2);
        patched("number of entries on this disk", whole, end + 8, 2);
        patched("size of the directory", whole, end + 12, 1);
        patched("offset of the directory", whole, end + 16, 1);
        patched("comment", whole, end + 20, 1);
        patched("ZIP64 marks", whole, end + 10, 0xff);
        broken("bytes before", concat("PK\3\4 ".getBytes(StandardCharsets.US_ASCII), whole));
        broken("bytes after", concat(whole, new byte[1]));
        broken("two archives in one", concat(whole, whole));
        broken("deflated by java.util.zip", javaZip(ZipEntry.DEFLATED));
        broken("stored by java.util.zip", javaZip(ZipEntry.STORED));
        broken("two entries of one name", twins());
        broken("a million entries", millionEntries());
    }

    private void patched(String name, byte[] whole, int at, int value) {
        byte[] changed = whole.clone();
        changed[at] = (byte) (changed[at] == (byte) value ? value + 1 : value);
        broken(name, changed);
    }

    private void broken(String name, byte[] bytes) {
        assertThatThrownBy(() -> unpack(bytes))
                .as(name)
                .isInstanceOfSatisfying(
                        ShopTrainingException.class,
                        e -> assertThat(e.code()).isIn(ErrorCode.DAMAGED_FILE, ErrorCode.UNSUPPORTED_MEDIA_TYPE));
        assertThat(registry.stagePath(IMPORT, 1)).as(name).isEmptyDirectory();
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private byte[] javaZip(int method) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.US_ASCII)) {
            for (Map.Entry<String, byte[]> entry : entries().entrySet()) {
                ZipEntry header = new ZipEntry(entry.getKey());
                header.setMethod(method);
                CRC32 crc = new CRC32();
                crc.update(entry.getValue());
                header.setSize(entry.getValue().length);
                header.setCrc(crc.getValue());
                zip.putNextEntry(header);
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
        return out.toByteArray();
    }

    private byte[] twins() throws Exception {
        Map<String, byte[]> entries = entries();
        entries.put("model.ubj", new byte[3]);
        String latin = new String(StoredZip.write(entries), StandardCharsets.ISO_8859_1);
        return latin.replace("model.ubj", "model.pth").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** As ZIP64 can have: the directory's 16-bit count says 16,960. */
    private static byte[] millionEntries() {
        int count = 1_000_000;
        ByteBuffer out = ByteBuffer.allocate(4 + count * 46 + 22).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(0x04034b50);
        for (int i = 0; i < count; i++) {
            out.putInt(0x02014b50).position(out.position() + 42);
        }
        out.putInt(0x06054b50).putInt(0).putShort((short) count).putShort((short) count);
        out.putInt(count * 46).putInt(4);
        return out.array();
    }

    @Test
    void aBundleThatIsALinkOrADirectoryIsRefused() throws IOException {
        Path link = Files.createSymbolicLink(root.resolve("link"), Files.write(root.resolve("real"), bundle()));
        registry.stage(IMPORT, 1);
        refused(ErrorCode.NOT_FOUND, "not a regular file", () -> registry.unpack(link, IMPORT));
        refused(ErrorCode.NOT_FOUND, "not a regular file", () -> registry.unpack(root, IMPORT));
    }

    private static void refused(
            ErrorCode code, String reason, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ShopTrainingException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(reason);
    }
}
