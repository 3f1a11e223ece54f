package io.shoptraining.tensor;

import io.shoptraining.disk.Damage;
import io.shoptraining.disk.StoredZip;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A {@code .pth} file of named 32-bit arrays, as {@code torch.load(file, weights_only=True)} reads it. Plain Java. Equal
 * arrays give equal bytes, and only the bytes that {@link #write} gives are read: nothing in a file is ever executed.
 */
public final class PthFile {
    private static final String PICKLE = "archive/data.pkl";
    private static final String BYTE_ORDER = "archive/byteorder";
    private static final String VERSION = "archive/version";
    private static final String STORAGE = "archive/data/";
    private static final byte[] LITTLE = "little".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] THREE = "3\n".getBytes(StandardCharsets.US_ASCII);

    private PthFile() {}

    /** Writes the arrays in the map's order; the file is readable by its owner only. */
    public static void write(Path file, Map<String, FloatArray> arrays) {
        byte[] bytes = encode(arrays);
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] owner = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        Set<StandardOpenOption> options =
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        try (SeekableByteChannel channel = Files.newByteChannel(file, options, owner)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            throw ShopTrainingException.io(file.toString(), e);
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws ShopTrainingException with {@link ErrorCode#DAMAGED_FILE} and the reason when a single bit differs
     */
    public static Map<String, FloatArray> read(Path file) {
        byte[] bytes;
        try {
            if (Files.size(file) > Integer.MAX_VALUE - 8) {
                throw new ShopTrainingException(
                        ErrorCode.DAMAGED_FILE, file + ": has " + Files.size(file) + " bytes; allowed: below 2 GiB");
            }
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw ShopTrainingException.io(file.toString(), e);
        }
        try {
            return decode(bytes);
        } catch (Damage e) {
            throw new ShopTrainingException(ErrorCode.DAMAGED_FILE, file + ": " + e.getMessage(), e);
        }
    }

    static byte[] encode(Map<String, FloatArray> arrays) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put(PICKLE, TensorPickle.write(arrays));
        entries.put(BYTE_ORDER, LITTLE);
        int number = 0;
        for (FloatArray array : arrays.values()) {
            ByteBuffer data = ByteBuffer.allocate(Math.multiplyExact(Float.BYTES, array.values().length))
                    .order(ByteOrder.LITTLE_ENDIAN);
            data.asFloatBuffer().put(array.values());
            entries.put(STORAGE + number++, data.array());
        }
        entries.put(VERSION, THREE);
        return StoredZip.write(entries);
    }

    static Map<String, FloatArray> decode(byte[] bytes) throws Damage {
        Map<String, ByteBuffer> entries = StoredZip.read(bytes);
        List<TensorPickle.Header> headers = TensorPickle.read(entry(entries, PICKLE));
        same(entries, BYTE_ORDER, LITTLE);
        same(entries, VERSION, THREE);
        Map<String, FloatArray> arrays = new LinkedHashMap<>();
        for (TensorPickle.Header header : headers) {
            ByteBuffer data = entry(entries, STORAGE + arrays.size());
            Damage.when(
                    data.remaining() != header.count() * Float.BYTES,
                    "'" + header.name() + "' needs " + header.count() + " numbers; its storage has " + data.remaining()
                            + " bytes");
            float[] values = new float[(int) header.count()];
            data.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
            long[] shape = header.shape().stream().mapToLong(Long::longValue).toArray();
            Damage.when(
                    arrays.put(header.name(), new FloatArray(shape, values)) != null,
                    "has two tensors '" + header.name() + "'");
        }
        Damage.when(entries.size() != headers.size() + 3, "has entries that no tensor refers to");
        // what is left: bytes that carry nothing, such as times and padding
        Damage.when(!Arrays.equals(encode(arrays), bytes), "has bytes that a writer of this format never writes");
        return arrays;
    }

    private static void same(Map<String, ByteBuffer> entries, String name, byte[] expected) throws Damage {
        Damage.when(
                !entry(entries, name).equals(ByteBuffer.wrap(expected)),
                name + " is not '" + new String(expected, StandardCharsets.US_ASCII).trim() + "'");
    }

    private static ByteBuffer entry(Map<String, ByteBuffer> entries, String name) throws Damage {
        ByteBuffer data = entries.get(name);
        if (data == null) {
            throw new Damage("has no entry " + name);
        }
        return data;
    }
}
