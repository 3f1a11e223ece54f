package io.shoptraining.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * ZIP archives (PKWARE APPNOTE 6.3, sections 4.3 and 4.4) of uncompressed entries, one after the other without gaps,
 * their data at multiples of 64 bytes as torch lays them out. Times are fixed, so that equal entries give equal bytes.
 */
final class StoredZip {
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

    static byte[] write(Map<String, byte[]> entries) {
        if (entries.size() > MOST_ENTRIES) {
            throw new IllegalArgumentException(entries.size() + " entries; allowed: " + MOST_ENTRIES);
        }
        long size = END_BYTES;
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
            size += LOCAL_BYTES + CENTRAL_BYTES + 2L * entry.getKey().length() + EXTRA_BYTES + ALIGNMENT;
            size += entry.getValue().length;
        }
        ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(size)).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer central = ByteBuffer.allocate(out.capacity()).order(ByteOrder.LITTLE_ENDIAN);
        entries.forEach((name, data) -> {
            byte[] nameBytes = name.getBytes(StandardCharsets.US_ASCII);
            int at = out.position();
            int padding = padding(at + LOCAL_BYTES + nameBytes.length + EXTRA_BYTES);
            out.putInt(LOCAL);
            putCommon(out, nameBytes, data, EXTRA_BYTES + padding);
            out.put(nameBytes).putShort(PADDING).putShort((short) padding).put(new byte[padding]);
            out.put(data);
            central.putInt(CENTRAL).putShort(MADE_BY);
            putCommon(central, nameBytes, data, 0);
            central.put(new byte[10]).putInt(at).put(nameBytes);
        });
        int centralAt = out.position();
        out.put(central.flip());
        out.putInt(END).putInt(0).putShort((short) entries.size()).putShort((short) entries.size());
        out.putInt(central.limit()).putInt(centralAt).putShort((short) 0);
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    private static void putCommon(ByteBuffer out, byte[] name, byte[] data, int extra) {
        out.putShort(MADE_BY).putShort((short) 0).putShort((short) 0).putShort((short) 0);
        out.putShort(FIRST_OF_1980).putInt(crc(ByteBuffer.wrap(data)));
        out.putInt(data.length).putInt(data.length);
        out.putShort((short) name.length).putShort((short) extra);
    }

    private static int padding(int dataAt) {
        return (ALIGNMENT - dataAt % ALIGNMENT) % ALIGNMENT;
    }

    private static int crc(ByteBuffer data) {
        CRC32 crc = new CRC32();
        crc.update(data.duplicate());
        return (int) crc.getValue();
    }

    /** The entries in the file's order, as windows onto it. */
    static Map<String, ByteBuffer> read(byte[] bytes) throws Damage {
        ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int end = bytes.length - END_BYTES;
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
            Damage.when(at + CENTRAL_BYTES > end || file.getInt(at) != CENTRAL, "has a broken ZIP directory");
            int nameLength = Short.toUnsignedInt(file.getShort(at + 28));
            Damage.when(at + CENTRAL_BYTES + nameLength > end, "has a broken ZIP directory");
            String name = new String(bytes, at + CENTRAL_BYTES, nameLength, StandardCharsets.ISO_8859_1);
            Damage.when(file.getInt(at + 42) != dataEnd, "has a gap before ZIP entry " + name);
            ByteBuffer data = local(file, dataEnd, at + 6, (int) centralAt, name);
            Damage.when(entries.put(name, data) != null, "has two ZIP entries " + name);
            dataEnd = data.arrayOffset() + data.limit();
            at += CENTRAL_BYTES + nameLength;
        }
        Damage.when(at != end, "has bytes after its ZIP directory");
        Damage.when(dataEnd != centralAt, "has bytes before its ZIP directory");
        return entries;
    }

    /** Checks a local header against the directory's; {@code central} points to the fields that both have. */
    private static ByteBuffer local(ByteBuffer file, int at, int central, int limit, String name) throws Damage {
        Damage.when(at + LOCAL_BYTES > limit || file.getInt(at) != LOCAL, "has no header for ZIP entry " + name);
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
        byte[] localName = new byte[nameLength];
        file.get(at + LOCAL_BYTES, localName);
        Damage.when(
                !new String(localName, StandardCharsets.ISO_8859_1).equals(name),
                "has two names for ZIP entry " + name);
        ByteBuffer data = file.slice((int) dataAt, (int) size);
        Damage.when(crc(data) != file.getInt(central + 10), "has a wrong checksum for ZIP entry " + name);
        return data;
    }
}
