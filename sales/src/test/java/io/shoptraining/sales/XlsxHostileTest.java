package io.shoptraining.sales;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workbooks that nobody writes by accident, and files that only look like workbooks: one clear refusal each. */
final class XlsxHostileTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-15T10:00:00Z"), ZoneOffset.UTC);
    private static final String REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private static final String HEAD = "<row><c t=\"inlineStr\"><is><t>date</t></is></c>"
            + "<c t=\"inlineStr\"><is><t>product</t></is></c><c t=\"inlineStr\"><is><t>quantity</t></is></c></row>";
    private static final String GOOD =
            "<row><c t=\"d\"><v>2025-01-01</v></c><c t=\"s\"><v>0</v></c><c><f>1+1</f><v>2</v></c></row>";

    @TempDir
    Path dir;

    /** The parts of a small, good workbook; each test spoils one. */
    private static Map<String, byte[]> parts() {
        Map<String, byte[]> parts = new LinkedHashMap<>();
        put(parts, "_rels/.rels", relations("officeDocument", "xl/workbook.xml"));
        put(
                parts,
                "xl/workbook.xml",
                "<workbook xmlns:r=\"" + REL + "\"><sheets><sheet name=\"S\" r:id=\"r0\"/></sheets></workbook>");
        put(
                parts,
                "xl/_rels/workbook.xml.rels",
                relations("worksheet", "worksheets/s.xml", "sharedStrings", "texts.xml"));
        put(
                parts,
                "xl/texts.xml",
                "<sst>\n<si>\n <r><t>P</t></r><rPh sb=\"0\"><t>no</t></rPh>\n<r><t>1</t></r></si></sst>");
        sheet(parts, HEAD + GOOD);
        return parts;
    }

    private static String relations(String... typesAndTargets) {
        StringBuilder xml = new StringBuilder("<Relationships>");
        for (int i = 0; i < typesAndTargets.length; i += 2) {
            xml.append("<Relationship Id=\"r" + i / 2 + "\" Type=\"" + REL + "/" + typesAndTargets[i] + "\" Target=\""
                    + typesAndTargets[i + 1] + "\"/>");
        }
        return xml + "</Relationships>";
    }

    private static void put(Map<String, byte[]> parts, String name, String text) {
        parts.put(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void sheet(Map<String, byte[]> parts, String rows) {
        put(parts, "xl/worksheets/s.xml", "<worksheet><sheetData>" + rows + "</sheetData></worksheet>");
    }

    private Path zip(Map<String, byte[]> parts) throws IOException {
        Path file = dir.resolve("in.xlsx");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> part : parts.entrySet()) {
                out.putNextEntry(new ZipEntry(part.getKey()));
                out.write(part.getValue());
            }
        }
        return file;
    }

    private ImportReport check(Path file) {
        return SalesStore.open(dir.resolve("sales"), CLOCK)
                .check(file, ImportOptions.automatic(), ProgressListener.NONE);
    }

    private void refused(Path file, String part) throws IOException {
        assertThatThrownBy(() -> check(file))
                .isInstanceOfSatisfying(
                        ShopTrainingException.class,
                        e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.DATA_REFUSED))
                .hasMessageContaining(part);
        try (var left = Files.list(dir.resolve("sales/imports"))) {
            assertThat(left).isEmpty();
        }
    }

    private void refusedSheet(String rows, String part) throws IOException {
        Map<String, byte[]> parts = parts();
        sheet(parts, rows);
        refused(zip(parts), part);
    }

    @Test
    void theUnspoiltWorkbookIsRead() throws IOException {
        ImportReport report = check(zip(parts()));
        assertThat(report.quality().rowsStored()).isEqualTo(1);
        assertThat(SalesStore.open(dir.resolve("sales"), CLOCK)
                        .commit(report.id())
                        .products())
                .containsExactly("P1");
    }

    @Test
    void otherKindsOfFileAreNamed() throws IOException {
        byte[] ole = new byte[600];
        System.arraycopy(new byte[] {(byte) 0xd0, (byte) 0xcf, 0x11, (byte) 0xe0}, 0, ole, 0, 4);
        refused(Files.write(dir.resolve("a.xls"), ole), "an old Excel workbook (.xls) or one with a password");
        Map<String, byte[]> docx = new LinkedHashMap<>();
        put(docx, "_rels/.rels", relations("officeDocument", "word/document.xml"));
        refused(zip(docx), "Word or PowerPoint");
        Map<String, byte[]> xlsb = new LinkedHashMap<>();
        put(xlsb, "_rels/.rels", relations("officeDocument", "xl/workbook.bin"));
        refused(zip(xlsb), ".xlsb");
        Map<String, byte[]> plain = new LinkedHashMap<>();
        put(plain, "sales.csv", "date,product,quantity\n");
        refused(zip(plain), "a zip, but no Excel workbook; unpack it");
        refused(Files.write(dir.resolve("b.xlsx"), new byte[] {'P', 'K', 3, 4, 0, 0}), "the end of the zip is missing");
        refused(zip(Map.of()), "no Excel workbook");
    }

    @Test
    void entitiesAndDocumentTypesAreRefusedAndReadNothing() throws IOException {
        Path secret = Files.writeString(dir.resolve("secret.txt"), "2025-01-01");
        String laughs = "<!DOCTYPE x [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;&a;\">]>";
        for (String type : List.of(
                "<!DOCTYPE x>",
                laughs,
                "<!DOCTYPE x SYSTEM \"" + secret.toUri() + "\">",
                "<!DOCTYPE x [<!ENTITY b SYSTEM \"" + secret.toUri() + "\">]>")) {
            for (String part : List.of("xl/worksheets/s.xml", "xl/texts.xml", "xl/workbook.xml", "_rels/.rels")) {
                Map<String, byte[]> parts = parts();
                String text = new String(parts.get(part), StandardCharsets.UTF_8);
                put(parts, part, type + text.replace("<t>P</t>", "<t>&b;</t>"));
                refused(zip(parts), "document type");
                parts.put(part, ("\ufeff" + type + text).getBytes(Charset.forName("UTF-16BE")));
                refused(zip(parts), "document type");
            }
        }
        refusedSheet(HEAD + "<row><c><v>&unknown;</v></c></row>", "the workbook's part xl/worksheets/s.xml has a");
    }

    @Test
    void aBombIsRefusedBeforeItIsUnpacked() throws IOException {
        Map<String, byte[]> parts = parts();
        parts.put("xl/worksheets/s.xml", ("<worksheet>" + " ".repeat(60 << 20)).getBytes(StandardCharsets.UTF_8));
        refused(zip(parts), "unpacks to more than");
        refusedSheet(HEAD + "<row/>".repeat(1_048_576), "more than 1048576 rows");
        refusedSheet("<row r=\"1048577\"/>", "more than 1048576 rows");
    }

    @Test
    void whatWouldFillTheMemoryIsRefused() throws IOException {
        refusedSheet("<x>".repeat(100), "nested deeper than 64");
        String noise = noise(3 << 20);
        refusedSheet("<row a=\"" + noise + "\"/>", "a tag, name or text of more than");
        refusedSheet("<" + noise + "/>", "the workbook");
        refusedSheet(HEAD + "<row><c t=\"str\"><v>" + noise + "</v></c></row>", "more than 32767 characters");
        refusedSheet(HEAD + "<row><c r=\"XFD2\"><v>1</v></c></row>", "more than 500 columns");
        refusedSheet(HEAD + "<row><c r=\"ZZZZZZZZ2\"><v>1</v></c></row>", "more than 500 columns");
        refusedSheet("<row>" + "<c><v>1</v></c>".repeat(1000) + "</row>", "more than 500 columns");
        Map<String, byte[]> parts = parts();
        put(parts, "xl/texts.xml", "<sst><si><t>" + noise + "</t></si></sst>");
        refused(zip(parts), "more than 32767 characters");
        put(parts, "xl/texts.xml", "<sst>" + "<si/>".repeat(2_000_001) + "</sst>");
        refused(zip(parts), "too many different texts");
        byte[] many = Files.readAllBytes(zip(parts()));
        many[many.length - 8] = 0x50; // the end of the zip now tells of a directory of 5 MB
        refused(Files.write(dir.resolve("many.xlsx"), many), "too many entries");
    }

    /** Letters that hardly pack, so that no bound on packing meets them first. */
    private static String noise(int length) {
        Random random = new Random(1);
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<row r=\"5\"/><row r=\"5\"/>",
                "<row r=\"0\"/>",
                "<row r=\"99999999999\"/>",
                "<row r=\"x\"/>",
                "<row><c r=\"B1\"/><c r=\"A1\"/></row>",
                "<row><c r=\"1\"/></row>",
                "<row><c t=\"s\"><v>1</v></c></row>",
                "<row><c t=\"s\"><v>-1</v></c></row>",
                "<row><c t=\"s\"><v>99999999999</v></c></row>",
                "<row><c t=\"s\"/></row>",
                "<row></c>",
                "<row \u0001/>"
            })
    void damagedSheetsAreRefused(String rows) throws IOException {
        refusedSheet(rows, "the workbook is damaged");
    }

    @Test
    void textThatIsNotUtf8IsRefused() throws IOException {
        Map<String, byte[]> parts = parts();
        String text = new String(parts.get("xl/texts.xml"), StandardCharsets.UTF_8);
        parts.put("xl/texts.xml", text.replace("<t>P</t>", "<t>感冒</t>").getBytes(Charset.forName("GB18030")));
        refused(zip(parts), "the workbook is damaged: part xl/texts.xml");
        parts.put("xl/texts.xml", ("\ufeff" + text).getBytes(StandardCharsets.UTF_16LE));
        assertThat(check(zip(parts)).quality().rowsStored()).isEqualTo(1);
    }

    @Test
    void missingPartsAndSheetsAreNamed() throws IOException {
        for (String part : List.of("xl/workbook.xml", "xl/worksheets/s.xml")) {
            Map<String, byte[]> parts = parts();
            parts.remove(part);
            refused(zip(parts), "it has no part " + part);
        }
        Map<String, byte[]> parts = parts();
        put(parts, "xl/workbook.xml", "<workbook><sheets/></workbook>");
        refused(zip(parts), "no visible sheet");
        put(
                parts,
                "xl/workbook.xml",
                "<workbook><sheets><sheet name=\"S\" id=\"r0\" state=\"hidden\"/></sheets></workbook>");
        refused(zip(parts), "no visible sheet");
        refusedSheet("", "sheet 'S': the file is empty");
        refusedSheet(HEAD, "headings but no rows");
        refusedSheet(
                "<row><c><v>1</v></c></row>", "sheet 'S': no column for date, product, quantity: the headings are '1'");
    }

    @Test
    void everyCutAndEveryFlippedByteIsReadOrRefused() throws IOException {
        byte[] whole = Files.readAllBytes(zip(parts()));
        Random random = new Random(7);
        for (int i = 0; i < 400; i++) {
            byte[] damaged = whole.clone();
            int at = random.nextInt(whole.length);
            if (i % 4 == 0) {
                damaged = java.util.Arrays.copyOf(whole, at);
            } else {
                damaged[at] ^= (byte) (1 << random.nextInt(8));
            }
            Path file = Files.write(dir.resolve("damaged.xlsx"), damaged);
            if (damaged.length < 4 || !XlsxParts.looksLike(file)) {
                continue;
            }
            try {
                XlsxText.Sheet read =
                        XlsxText.write(file, dir.resolve("out.csv"), ImportOptions.automatic(), ProgressListener.NONE);
                assertThat(read.name()).isNotNull();
            } catch (ShopTrainingException e) {
                assertThat(e.code()).as("damage " + i + " at " + at).isEqualTo(ErrorCode.DATA_REFUSED);
            }
        }
    }
}
