package io.shoptraining.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * ZIP archives (PKWARE APPNOTE 6.3, sections 4.3 and 4.4) of uncompressed entries, one after the other without gaps,
 * their data at multiples of 64 bytes as torch lays them out. Times are fixed, so that equal entries give equal bytes;
 * and only bytes that this class writes are read, so that no other program can see other entries in the same file.
 */
public final class StoredZip {
    private static final int LOCAL = 0x04034b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int END = 0x06054b50;
    private static final int LOCAL_BYTES = 30;
    private static final int CENTRAL_BYTES = 46;
    private static final int END_BYTES = 22;
    private static final int EXTRA_BYTES = 4;
    private static final short PADDING = 0x4246;
    private static final int ALIGNMENT = 64;
    private static final short MADE_BY = 20;
    private static final short FIRST_OF_1980 = 0x21;
    private static final int MOST_ENTRIES = 65_534;

    private StoredZip() {}

    /** The archive of some entries, in the map's order. */
    public static byte[] write(Map<String, byte[]> entries) {
        Map<String, ByteBuffer> windows = new LinkedHashMap<>();
        entries.forEach((name, data) -> windows.put(name, ByteBuffer.wrap(data)));
        byte[] bytes = new byte[Math.toIntExact(size(windows))];
        try {
            write(windows, new Filling(ByteBuffer.wrap(bytes)));
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes;
    }

    /** Writes the archive of some entries, in the map's order. Their positions are left as they are. */
    public static void write(Map<String, ByteBuffer> entries, WritableByteChannel out) throws IOException {
        if (entries.size() > MOST_ENTRIES) {
            throw new IllegalArgumentException(entries.size() + " entries; allowed: " + MOST_ENTRIES);
        }
        ByteBuffer central = little(entries.keySet().stream()
                        .mapToInt(name -> CENTRAL_BYTES + name.length())
                        .sum()
                + END_BYTES);
        long at = 0;
        for (Map.Entry<String, ByteBuffer> entry : entries.entrySet()) {
            byte[] name = entry.getKey().getBytes(StandardCharsets.US_ASCII);
            ByteBuffer data = entry.getValue().duplicate();
            int crc = crc(data);
            int padding = padding(at + LOCAL_BYTES + name.length + EXTRA_BYTES);
            ByteBuffer header = little(LOCAL_BYTES + name.length + EXTRA_BYTES + padding);
            header.putInt(LOCAL);
            putCommon(header, name, crc, data.remaining(), EXTRA_BYTES + padding);
            header.put(name).putShort(PADDING).putShort((short) padding);
            central.putInt(CENTRAL).putShort(MADE_BY);
            putCommon(central, name, crc, data.remaining(), 0);
            central.put(new byte[10]).putInt((int) at).put(name);
            at += header.capacity() + data.remaining();
            if (at > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("an archive of over 2 GiB");
            }
            fill(out, header.rewind());
            fill(out, data);
        }
        int centralBytes = central.position();
        central.putInt(END).putInt(0).putShort((short) entries.size()).putShort((short) entries.size());
        central.putInt(centralBytes).putInt((int) at).putShort((short) 0);
        fill(out, central.rewind());
    }

    private static long size(Map<String, ByteBuffer> entries) {
        long size = 0;
        for (Map.Entry<String, ByteBuffer> entry : entries.entrySet()) {
            size += LOCAL_BYTES + entry.getKey().length() + EXTRA_BYTES;
            size += padding(size) + entry.getValue().remaining();
        }
        return size
                + entries.keySet().stream()
                        .mapToInt(name -> CENTRAL_BYTES + name.length())
                        .sum()
                + END_BYTES;
    }

    private static void fill(WritableByteChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void putCommon(ByteBuffer out, byte[] name, int crc, int size, int extra) {
        out.putShort(MADE_BY).putShort((short) 0).putShort((short) 0).putShort((short) 0);
        out.putShort(FIRST_OF_1980).putInt(crc);
        out.putInt(size).putInt(size);
        out.putShort((short) name.length).putShort((short) extra);
    }

    private static int padding(long dataAt) {
        return (int) ((ALIGNMENT - dataAt % ALIGNMENT) % ALIGNMENT);
    }

    private static int crc(ByteBuffer data) {
        CRC32 crc = new CRC32();
        crc.update(data.duplicate());
        return (int) crc.getValue();
    }

    /** {@link #read(ByteBuffer)} of bytes in memory. */
    public static Map<String, ByteBuffer> read(byte[] bytes) throws Damage {
        return read(ByteBuffer.wrap(bytes));
    }

    /**
     * The entries in the archive's order, as windows onto it.
     *
     * @param archive from its first byte to its last
     */
    public static Map<String, ByteBuffer> read(ByteBuffer archive) throws Damage {
        ByteBuffer file = archive.slice().order(ByteOrder.LITTLE_ENDIAN);
        int end = file.limit() - END_BYTES;
        Damage.when(end < 0 || file.getInt(end) != END, "does not end as a ZIP archive: cut off, or bytes added");
        int count = Short.toUnsignedInt(file.getShort(end + 10));
        long centralBytes = Integer.toUnsignedLong(file.getInt(end + 12));
        long centralAt = Integer.toUnsignedLong(file.getInt(end + 16));
        Damage.when(centralAt + centralBytes != end, "has a ZIP directory of the wrong size");
        Damage.when((long) count * CENTRAL_BYTES > centralBytes, "has a ZIP directory with too many entries");
        Map<String, ByteBuffer> entries = new LinkedHashMap<>();
        int at = (int) centralAt;
        int dataEnd = 0;
        for (int i = 0; i < count; i++) {
            Damage.when(end - at < CENTRAL_BYTES || file.getInt(at) != CENTRAL, "has a broken ZIP directory");
            int nameLength = Short.toUnsignedInt(file.getShort(at + 28));
            Damage.when(end - at - CENTRAL_BYTES < nameLength, "has a broken ZIP directory");
            String name = text(file, at + CENTRAL_BYTES, nameLength);
            Damage.when(file.getInt(at + 42) != dataEnd, "has a gap before ZIP entry " + name);
            int dataAt = local(file, dataEnd, at + 6, (int) centralAt, name);
            int size = file.getInt(at + 20);
            Damage.when(entries.put(name, file.slice(dataAt, size)) != null, "has two ZIP entries " + name);
            dataEnd = dataAt + size;
            at += CENTRAL_BYTES + nameLength;
        }
        Damage.when(at != end, "has bytes after its ZIP directory");
        Damage.when(dataEnd != centralAt, "has bytes before its ZIP directory");
        requireOwn(file, entries);
        return entries;
    }

    /** Checks a local header against the directory's fields at {@code central}; says where its data begin. */
    private static int local(ByteBuffer file, int at, int central, int limit, String name) throws Damage {
        Damage.when(limit - at < LOCAL_BYTES || file.getInt(at) != LOCAL, "has no header for ZIP entry " + name);
        int common = at + 4;
        Damage.when(file.getShort(central + 2) != 0, "has a ZIP entry " + name + " with flags");
        Damage.when(file.getShort(central + 4) != 0, "has a compressed ZIP entry " + name);
        for (int i = 0; i < 24; i++) {
            Damage.when(
                    file.get(common + i) != file.get(central + i), "has two different headers for ZIP entry " + name);
        }
        long size = Integer.toUnsignedLong(file.getInt(central + 14));
        Damage.when(size != Integer.toUnsignedLong(file.getInt(central + 18)), "has a compressed ZIP entry " + name);
        int nameLength = Short.toUnsignedInt(file.getShort(common + 22));
        int extra = Short.toUnsignedInt(file.getShort(common + 24));
        long dataAt = (long) at + LOCAL_BYTES + nameLength + extra;
        Damage.when(dataAt + size > limit, "has a ZIP entry " + name + " that is cut off");
        Damage.when(!text(file, at + LOCAL_BYTES, nameLength).equals(name), "has two names for ZIP entry " + name);
        Damage.when(
                crc(file.slice((int) dataAt, (int) size)) != file.getInt(central + 10),
                "has a wrong checksum for ZIP entry " + name);
        return (int) dataAt;
    }

    private static String text(ByteBuffer file, int at, int length) {
        byte[] bytes = new byte[length];
        file.get(at, bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** What no check above looks at carries nothing, and must be what {@link #write} puts there: times, padding, … */
    private static void requireOwn(ByteBuffer file, Map<String, ByteBuffer> entries) throws Damage {
        Comparing comparing = new Comparing(file.duplicate().rewind());
        try {
            write(entries, comparing);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        Damage.when(
                comparing.differs || comparing.file.hasRemaining(),
                "has bytes in its ZIP headers that a writer of this format never writes");
    }

    /** Takes bytes into a buffer of the right size. */
    private record Filling(ByteBuffer buffer) implements WritableByteChannel {
        @Override
        public int write(ByteBuffer bytes) {
            int count = bytes.remaining();
            buffer.put(bytes);
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    /** Notices the first byte that is not the file's. */
    private static final class Comparing implements WritableByteChannel {
        private final ByteBuffer file;
        private boolean differs;

        Comparing(ByteBuffer file) {
            this.file = file;
        }

        @Override
        public int write(ByteBuffer bytes) {
            int count = bytes.remaining();
            if (!differs && count <= file.remaining()) {
                differs = !file.slice(file.position(), count).equals(bytes);
                file.position(file.position() + count);
            } else {
                differs = true;
            }
            bytes.position(bytes.limit());
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
