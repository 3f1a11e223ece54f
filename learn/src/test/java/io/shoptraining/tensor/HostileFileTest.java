package io.shoptraining.tensor;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.shoptraining.disk.Damage;
import io.shoptraining.disk.StoredZip;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileFileTest {
    private static final String START = "\u0080\u0002ccollections\nOrderedDict\n)R(";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0080\u0002cos\nsystem\n(X\u0004\u0000\u0000\u0000true\u0085R.",
                "\u0080\u0002cbuiltins\neval\n)R(u.",
                START + "X\u0001\u0000\u0000\u0000acbuiltins\neval\n)Ru.",
                START + "cos\nsystem\n)Ru.",
                START + "X\u0001\u0000\u0000\u0000aK\u0001u.",
                "\u0080\u0004\u0095\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000}.",
                "\u0080\u0002}q\u0000.",
                "\u0080\u0002]q\u0000(h\u0000h\u0000h\u0000e.",
                "",
                START + "u.u.",
                START + "X\u00ff\u00ff\u00ff\u007fa",
                START + "X\u00ff\u00ff\u00ff\u00ffa",
            })
    void onlyTheOnePickleIsRead(String latin) {
        refusedPickle(latin.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void deepNestingIsRefusedWithoutRecursion() {
        refusedPickle((START + "(".repeat(5_000_000)).getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void aHugeShapeWithoutNumbersIsRefused() {
        String pickle = new String(TensorPickle.write(empty()), StandardCharsets.ISO_8859_1);
        String huge = "(K\u0000" + "J\u00ff\u00ff\u00ff\u007f".repeat(7) + "t";
        refusedPickle(pickle.replace("(K\u0000K\u0007t", huge).getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void anotherOffsetOrStrideIsRefused() {
        String pickle = new String(TensorPickle.write(PthFileTest.small()), StandardCharsets.ISO_8859_1);
        refusedPickle(pickle.replaceFirst("tQK\u0000", "tQK\u0001").getBytes(StandardCharsets.ISO_8859_1));
        refusedPickle(pickle.replace("(K\u0003K\u0001t", "(K\u0001K\u0002t").getBytes(StandardCharsets.ISO_8859_1));
        refusedPickle(pickle.replace("FloatStorage", "HalfStorage").getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void aStorageOfAnotherSizeIsRefused() throws Damage {
        Map<String, byte[]> entries = entries();
        entries.put("archive/data/0", new byte[20]);
        refused(StoredZip.write(entries), "needs 6 numbers; its storage has 20 bytes");
    }

    @Test
    void aMissingOrSuperfluousEntryIsRefused() throws Damage {
        Map<String, byte[]> missing = entries();
        missing.remove("archive/data/1");
        refused(StoredZip.write(missing), "has no entry archive/data/1");
        Map<String, byte[]> more = entries();
        more.put("archive/data/2", new byte[4]);
        refused(StoredZip.write(more), "has entries that no tensor refers to");
    }

    @Test
    void anotherByteOrderIsRefused() throws Damage {
        Map<String, byte[]> entries = entries();
        entries.put("archive/byteorder", "big".getBytes(StandardCharsets.US_ASCII));
        refused(StoredZip.write(entries), "archive/byteorder is not 'little'");
    }

    @Test
    void entriesInAnotherOrderAreRefused() throws Damage {
        Map<String, byte[]> turned = new LinkedHashMap<>();
        Map<String, byte[]> entries = entries();
        entries.keySet().stream().sorted().forEach(name -> turned.put(name, new byte[0]));
        turned.replaceAll((name, nothing) -> entries.getOrDefault(name, nothing));
        refused(StoredZip.write(turned), "bytes that a writer of this format never writes");
    }

    @Test
    void compressedEntriesAreRefused() throws Damage, IOException {
        refused(javaZip(ZipEntry.DEFLATED), "");
    }

    @Test
    void entriesOfAnotherZipWriterAreRefused() throws Damage, IOException {
        refused(javaZip(ZipEntry.STORED), "");
    }

    @Test
    void twoEntriesOfOneNameAreRefused() throws Damage {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("archive/data/0", new byte[4]);
        entries.put("archive/data/1", new byte[4]);
        byte[] zip = StoredZip.write(entries);
        for (int i = 0; i < zip.length; i++) {
            if (zip[i] == '1' && zip[i - 1] == '/') {
                zip[i] = '0';
            }
        }
        refused(zip, "has two ZIP entries archive/data/0");
    }

    private static Map<String, FloatArray> empty() {
        return Map.of("a", new FloatArray(new long[] {0, 7}, new float[0]));
    }

    private static Map<String, byte[]> entries() throws Damage {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        for (Map.Entry<String, ByteBuffer> entry :
                StoredZip.read(PthFile.encode(PthFileTest.small())).entrySet()) {
            byte[] data = new byte[entry.getValue().remaining()];
            entry.getValue().get(data);
            entries.put(entry.getKey(), data);
        }
        return entries;
    }

    private static byte[] javaZip(int method) throws Damage, IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.US_ASCII)) {
            for (Map.Entry<String, byte[]> entry : entries().entrySet()) {
                ZipEntry header = new ZipEntry(entry.getKey());
                header.setMethod(method);
                if (method == ZipEntry.STORED) {
                    CRC32 crc = new CRC32();
                    crc.update(entry.getValue());
                    header.setSize(entry.getValue().length);
                    header.setCrc(crc.getValue());
                }
                zip.putNextEntry(header);
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
        return out.toByteArray();
    }

    private static void refused(byte[] file, String reason) {
        assertThatExceptionOfType(Damage.class)
                .isThrownBy(() -> PthFile.decode(file))
                .withMessageContaining(reason);
    }

    private static void refusedPickle(byte[] pickle) {
        assertThatExceptionOfType(Damage.class).isThrownBy(() -> TensorPickle.read(ByteBuffer.wrap(pickle)));
    }
}
