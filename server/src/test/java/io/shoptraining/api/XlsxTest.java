package io.shoptraining.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

class XlsxTest {
    @Test
    void aTextThatLooksLikeAFormulaStaysAText() throws IOException {
        List<Object> cells = List.of("=1+1", "+SUM(A1)", "@x", "药 <P001> & \"b\"", -3.5, 7);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Xlsx.answer("x.xlsx", Csv.Row.of("a", "b", "c", "d", "e", "f"), List.of(new Csv.Row(List.copyOf(cells))))
                .content()
                .writeTo(out);
        assertThat(elements(parts(out.toByteArray()), "worksheets/sheet1", "f").getLength())
                .isZero();
        assertThat(rows(out.toByteArray()).get(1))
                .containsExactly("=1+1", "+SUM(A1)", "@x", "药 <P001> & \"b\"", -3.5, 7.0);
    }

    @Test
    void whatIsNotThereAndWhatIsNoNumberIsAnEmptyCell() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Xlsx.answer("x.xlsx", Csv.Row.of("a", "b", "c"), List.of(Csv.Row.of(null, Double.NaN, "z")))
                .content()
                .writeTo(out);
        assertThat(rows(out.toByteArray()).get(1)).containsExactly("z");
    }

    /** The cells that have something in them, row by row: texts, and numbers. */
    static List<List<Object>> rows(byte[] workbook) {
        Map<String, Document> parts = parts(workbook);
        NodeList texts = elements(parts, "sharedStrings", "si");
        NodeList rows = elements(parts, "worksheets/sheet1", "row");
        List<List<Object>> all = new ArrayList<>();
        for (int i = 0; i < rows.getLength(); i++) {
            NodeList cells = ((Element) rows.item(i)).getElementsByTagName("c");
            List<Object> row = new ArrayList<>();
            for (int j = 0; j < cells.getLength(); j++) {
                Element cell = (Element) cells.item(j);
                String value = cell.getTextContent();
                if (cell.getAttribute("t").equals("s")) {
                    row.add(texts.item(Integer.parseInt(value)).getTextContent());
                } else if (!value.isEmpty()) {
                    row.add(Double.valueOf(value));
                }
            }
            all.add(row);
        }
        return all;
    }

    private static NodeList elements(Map<String, Document> parts, String part, String name) {
        return Objects.requireNonNull(parts.get("xl/" + part + ".xml")).getElementsByTagName(name);
    }

    private static Map<String, Document> parts(byte[] workbook) {
        Map<String, Document> parts = new HashMap<>();
        try {
            // by its directory, as spreadsheets read it
            Path file = Files.createTempFile("workbook", ".xlsx");
            Files.write(file, workbook);
            try (ZipFile zip = new ZipFile(file.toFile())) {
                for (ZipEntry entry : Collections.list(zip.entries())) {
                    parts.put(
                            entry.getName(),
                            DocumentBuilderFactory.newInstance()
                                    .newDocumentBuilder()
                                    .parse(zip.getInputStream(entry)));
                }
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ParserConfigurationException | SAXException e) {
            throw new IllegalArgumentException(e);
        }
        return parts;
    }
}
