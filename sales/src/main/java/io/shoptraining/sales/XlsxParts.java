package io.shoptraining.sales;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * The zip around a workbook: finds its parts by the relations that the file states, and unpacks no more than
 * {@link #MAX_UNPACKED} bytes in all. Nothing is ever written to disk under a name from the zip, and nothing outside is
 * followed.
 */
final class XlsxParts implements AutoCloseable {
    /** Bytes of all parts that are read. */
    static final long MAX_UNPACKED = 1L << 30;

    /** So many bytes of every packed one, beyond the first {@link #FREE}, are a bomb and no table. */
    private static final long MAX_RATIO = 200;

    private static final long FREE = 16 << 20;
    private static final int MAX_DIRECTORY = 4 << 20;
    private static final int END_RECORD = 22;
    private static final int MAX_COMMENT = 1 << 16;
    private static final String HINT = "; save the sheet as .xlsx without a password, or as CSV in UTF-8";

    private final ZipFile zip;
    private final long packed;
    private long unpacked;

    private XlsxParts(ZipFile zip, long packed) {
        this.zip = zip;
        this.packed = packed;
    }

    /** Whether a file begins as a zip or as one of Microsoft's older containers does. */
    static boolean looksLike(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] magic = in.readNBytes(4);
            return isOle(magic) || isZip(magic);
        }
    }

    private static boolean isOle(byte[] magic) {
        return magic.length == 4
                && magic[0] == (byte) 0xd0
                && magic[1] == (byte) 0xcf
                && magic[2] == 0x11
                && magic[3] == (byte) 0xe0;
    }

    private static boolean isZip(byte[] magic) {
        return magic.length == 4 && magic[0] == 'P' && magic[1] == 'K' && magic[2] <= 8 && magic[3] <= 8;
    }

    static XlsxParts open(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            if (isOle(in.readNBytes(4))) {
                throw Source.refused("the file is an old Excel workbook (.xls) or one with a password" + HINT);
            }
        }
        checkDirectory(file);
        try {
            return new XlsxParts(new ZipFile(file.toFile()), Files.size(file));
        } catch (ZipException | IllegalArgumentException e) {
            throw Source.refused("the workbook is damaged: " + e.getMessage());
        }
    }

    /** The list of entries is read into memory as a whole, so that its size is looked at before. */
    private static void checkDirectory(Path file) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            int length = (int) Math.min(in.length(), END_RECORD + MAX_COMMENT);
            byte[] tail = new byte[length];
            in.seek(in.length() - length);
            in.readFully(tail);
            for (int i = length - END_RECORD; i >= 0; i--) {
                if (tail[i] == 'P' && tail[i + 1] == 'K' && tail[i + 2] == 5 && tail[i + 3] == 6) {
                    long size = 0;
                    for (int b = 3; b >= 0; b--) {
                        size = size << 8 | tail[i + 12 + b] & 0xff;
                    }
                    if (size > MAX_DIRECTORY) {
                        throw Source.refused("the file is a zip of too many entries and no workbook of sales");
                    }
                    return;
                }
            }
        }
        throw Source.refused("the workbook is damaged: the end of the zip is missing");
    }

    /** Opens a part for reading; the caller closes it. */
    XlsxXml part(String name) throws IOException {
        return find(name)
                .orElseThrow(() -> Source.refused("the workbook is damaged: it has no part " + Header.shortened(name)));
    }

    Optional<XlsxXml> find(String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null || entry.isDirectory()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new XlsxXml(Header.shortened(name), new Bounded(zip.getInputStream(entry))));
        } catch (ZipException e) {
            throw Source.refused("the workbook is damaged: " + e.getMessage());
        }
    }

    /** The size that a part states; for the progress alone. */
    long statedSize(String name) {
        ZipEntry entry = zip.getEntry(name);
        return entry == null ? 0 : Math.max(0, entry.getSize());
    }

    long unpacked() {
        return unpacked;
    }

    /** The workbook part, as the root of the file states it. */
    String workbook() throws IOException {
        String name = relations("").stream()
                .filter(r -> r.type.endsWith("/officeDocument"))
                .map(Relation::target)
                .findFirst()
                .orElse("");
        if (name.endsWith(".bin")) {
            throw Source.refused("the file is a binary Excel workbook (.xlsb)" + HINT);
        }
        if (name.startsWith("word/") || name.startsWith("ppt/")) {
            throw Source.refused("the file is a Word or PowerPoint document and no workbook");
        }
        if (name.isEmpty() || !name.endsWith(".xml")) {
            throw Source.refused("the file is a zip, but no Excel workbook; unpack it, or save the sheet as .xlsx");
        }
        return name;
    }

    /**
     * What a part refers to within the file.
     *
     * @param type its last word says what it is, {@code worksheet}
     */
    record Relation(String id, String type, String target) {}

    List<Relation> relations(String part) throws IOException {
        int slash = part.lastIndexOf('/') + 1;
        String folder = part.substring(0, slash);
        List<Relation> relations = new ArrayList<>();
        Optional<XlsxXml> found = find(folder + "_rels/" + part.substring(slash) + ".rels");
        if (found.isEmpty()) {
            return relations;
        }
        try (XlsxXml xml = found.get()) {
            while (xml.next()) {
                if (xml.isStart("Relationship") && !"External".equals(xml.attribute("TargetMode"))) {
                    String target = text(xml.attribute("Target"));
                    String absolute = target.startsWith("/") ? target.substring(1) : folder + target;
                    relations.add(new Relation(text(xml.attribute("Id")), text(xml.attribute("Type")), absolute));
                }
            }
        }
        return relations;
    }

    /** Targets by id. */
    static Map<String, String> targets(List<Relation> relations) {
        Map<String, String> targets = new HashMap<>();
        relations.forEach(r -> targets.put(r.id, r.target));
        return targets;
    }

    private static String text(@Nullable String attribute) {
        return attribute == null ? "" : attribute;
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    private final class Bounded extends WatchedStream {
        Bounded(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int n = in.read(bytes, offset, length);
            unpacked += Math.max(0, n);
            if (unpacked > MAX_UNPACKED || unpacked > FREE + MAX_RATIO * packed) {
                throw Source.refused("the workbook unpacks to more than "
                        + Math.min(MAX_UNPACKED, FREE + MAX_RATIO * packed) / (1 << 20)
                        + " MB; save the sheet as CSV");
            }
            return n;
        }
    }
}
