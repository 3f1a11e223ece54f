package io.shoptraining.sales;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.sales.AttributesReport.Filled;
import io.shoptraining.sales.AttributesReport.Some;
import io.shoptraining.sales.QualityReport.OffendingRow;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that describe products and stores, and the snapshots that have them. */
final class AttributesImportTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-15T10:00:00Z"), ZoneOffset.UTC);
    private static final String PRODUCTS =
            "sku;Name;department;size\nA;Äpfel;fruit;2,5\nB;Birnen;fruit;\nN;neu;drinks;1\n";

    @TempDir
    Path dir;

    private SalesStore store = SalesStore.open(Path.of("unset"), CLOCK);

    @BeforeEach
    void importSales() throws IOException {
        store = SalesStore.open(dir.resolve("sales"), CLOCK);
        Path file = Files.writeString(
                dir.resolve("sales.csv"),
                "date,store,product,quantity\n2025-01-01,S1,A,1\n2025-01-01,S2,B,2\n2025-01-02,S1,C,3\n");
        store.commit(store.check(file, ImportOptions.automatic(), ProgressListener.NONE)
                .id());
    }

    private ImportReport check(String text, Map<String, String> mapping) throws IOException {
        Path file = Files.writeString(dir.resolve("attributes.csv"), text);
        return store.check(file, ImportOptions.attributes(mapping), ProgressListener.NONE);
    }

    private Snapshot commit(String text) throws IOException {
        return store.commit(check(text, Map.of()).id());
    }

    private static AttributesReport attributes(ImportReport report) {
        return Objects.requireNonNull(report.attributes());
    }

    @Test
    void aFileOfProductsIsRecognisedReportedAndKeptBesideTheSales() throws IOException {
        ImportReport report = check(PRODUCTS, Map.of());
        assertThat(report.mapping())
                .containsExactly(
                        Map.entry("sku", "product"),
                        Map.entry("Name", "attribute"),
                        Map.entry("department", "attribute"),
                        Map.entry("size", "attribute"));
        assertThat(report.quality().rowsStored()).isEqualTo(3);
        assertThat(report.quality().firstDate()).isEmpty();
        assertThat(attributes(report))
                .isEqualTo(new AttributesReport(
                        "products",
                        List.of(
                                new Filled("name", "text", 1, 3),
                                new Filled("department", "text", 1, 2),
                                new Filled("size", "number", 2.0 / 3, 2)),
                        new Some(1, List.of("N")),
                        new Some(1, List.of("C"))));
        assertThat(store.current().map(Snapshot::id)).contains("snapshot-000001");

        Snapshot described = store.commit(report.id());
        assertThat(described.attributes().products().row("A"))
                .isEqualTo(Map.of("name", "Äpfel", "department", "fruit", "size", 2.5));
        assertThat(described.attributes().products().row("B"))
                .isEqualTo(Map.of("name", "Birnen", "department", "fruit"));
        assertThat(described.attributes().products().row("C")).isEmpty();
        assertThat(described.attributes().stores()).isEqualTo(AttributeTable.EMPTY);
        assertThat(described.imports()).containsExactly("import-000001", report.id());
        assertThat(SalesStore.open(dir.resolve("sales"), CLOCK).current()).contains(described);
        assertThat(store.attributes(described.id())).isEqualTo(described.attributes());
    }

    @Test
    void aSnapshotWithOtherAttributesIsAnotherOneAndTheOneBeforeStaysAsItWas() throws IOException {
        Snapshot sales = store.current().orElseThrow();
        Snapshot first = commit(PRODUCTS);
        Snapshot second = commit("sku,department\nA,vegetables\n");
        assertThat(List.of(sales.sha256(), first.sha256(), second.sha256())).doesNotHaveDuplicates();
        assertThat(Files.mismatch(sales.file(), second.file())).isEqualTo(-1);
        sales.verify();
        first.verify();
        second.verify();
        assertThat(sales.attributes().products()).isEqualTo(AttributeTable.EMPTY);
        assertThat(first.attributes().products().row("A")).containsEntry("department", "fruit");
        assertThat(second.attributes().products().row("A")).isEqualTo(Map.of("department", "vegetables"));
        assertThat(store.index(second.id()).size()).isEqualTo(3);
    }

    @Test
    void attributesThatWereTamperedWithAreFound() throws IOException {
        Snapshot described = commit(PRODUCTS);
        Path file = described.file().resolveSibling("products.json");
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        assertThatThrownBy(described::verify).hasMessageContaining("instead of " + described.sha256());
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        assertThatThrownBy(described::verify).hasMessageContaining("instead of " + described.sha256());
    }

    @Test
    void undoBringsBackTheAttributesBeforeAndSalesKeepTheirsThroughOtherImports() throws IOException {
        String stores = check("store,type\nS1,big\nS2,small\n", Map.of()).id();
        store.commit(stores);
        commit(PRODUCTS);
        String later = check("product,department\nA,other\n", Map.of()).id();
        assertThat(store.commit(later).attributes().products().row("A")).isEqualTo(Map.of("department", "other"));
        Snapshot undone = store.undo(later).orElseThrow();
        assertThat(undone.attributes().products().row("A")).containsEntry("department", "fruit");
        assertThat(undone.attributes().stores().row("S2")).isEqualTo(Map.of("type", "small"));

        Path more = Files.writeString(dir.resolve("more.csv"), "date,store,product,quantity\n2025-01-03,S1,A,1\n");
        String second = store.check(more, ImportOptions.automatic(), ProgressListener.NONE)
                .id();
        Snapshot grown = store.commit(second);
        assertThat(grown.rows()).isEqualTo(4);
        assertThat(grown.attributes()).isEqualTo(undone.attributes());
        assertThat(store.undo(stores).orElseThrow().attributes().stores()).isEqualTo(AttributeTable.EMPTY);
        store.undo(second);
        assertThat(store.undo("import-000001")).isEmpty();
        assertThat(store.current()).isEmpty();
        String again = check(PRODUCTS, Map.of()).id();
        assertThatThrownBy(() -> store.commit(again))
                .isInstanceOfSatisfying(
                        ShopTrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining("import sales first");
    }

    @Test
    void rowsThatCannotBeUsedAreCountedAndShownAndTheLastOfSeveralCounts() throws IOException {
        ImportReport report =
                check("product,colour,grade\nA,red,1\n,blue,2\nA,green,x\nB,one,two,three\nB, ,3\n", Map.of());
        assertThat(report.quality().rowsRead()).isEqualTo(5);
        assertThat(report.quality().rowsStored()).isEqualTo(2);
        assertThat(report.quality().mergedDuplicates()).isEqualTo(1);
        assertThat(report.quality().offending())
                .containsExactly(
                        new OffendingRow(3, "product", "", "missing_product"),
                        new OffendingRow(5, "", "B,one,two,three", "ragged_row"));
        assertThat(report.quality().findings())
                .extracting(QualityReport.Finding::code)
                .containsExactlyInAnyOrder("duplicates", "dropped");
        assertThat(attributes(report).columns())
                .containsExactly(new Filled("colour", "text", 0.5, 1), new Filled("grade", "text", 1, 2));
    }

    @Test
    void codesWithLeadingZerosAndColumnsThatAreCalledTextsStayTexts() throws IOException {
        Snapshot snapshot = store.commit(
                check("product,code,group,mixed\nA,007,1,1\nB,12,2,2\nC,3,3,n/a\n", Map.of("group", "text"))
                        .id());
        assertThat(snapshot.attributes().products().row("A"))
                .isEqualTo(Map.of("code", "007", "group", "1", "mixed", "1"));
        assertThat(store.report("import-000002").quality().findings().toString())
                .contains("column 'mixed': 1 value is no number ('n/a')");
    }

    @Test
    void packedFilesAndWorkbooksGoTheSameWay() throws IOException {
        Path packed = dir.resolve("p.csv.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            out.write("门店,region\nS1,North\n".getBytes(java.nio.charset.Charset.forName("GB18030")));
        }
        Path workbook = dir.resolve("p.xlsx");
        try (OutputStream out = Files.newOutputStream(workbook);
                Workbook book = new Workbook(out, "test", "1.0")) {
            Worksheet sheet = book.newWorksheet("Stores");
            sheet.value(0, 0, "store_id");
            sheet.value(0, 1, "area");
            sheet.value(1, 0, "S2");
            sheet.value(1, 1, 120.5);
        }
        ImportOptions options = ImportOptions.attributes(Map.of());
        Snapshot one =
                store.commit(store.check(packed, options, ProgressListener.NONE).id());
        assertThat(one.attributes().stores().row("S1")).isEqualTo(Map.of("region", "North"));
        Snapshot two = store.commit(
                store.check(workbook, options, ProgressListener.NONE).id());
        assertThat(two.attributes().stores().row("S2")).isEqualTo(Map.of("area", 120.5));
        assertThat(two.attributes().stores().row("S1")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name,colour|no column for product or store",
                "product,store,colour|say which is none: --map 'store'=attribute",
                "product,sku,colour|both mean product; give one of them another meaning: --map 'sku'=attribute",
                "product|has 0 columns beside the id",
                "product,a,A|the heading 'A' appears twice",
            })
    void headingsThatTellNothingAreRefusedWithWhatWouldDo(String headings, String reason) {
        int width = headings.split(",", -1).length;
        String row = IntStream.range(0, width).mapToObj(i -> "x").collect(Collectors.joining(","));
        assertThatThrownBy(() -> check(headings + "\n" + row + "\n", Map.of()))
                .isInstanceOfSatisfying(
                        ShopTrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATA_REFUSED))
                .hasMessageContaining(reason);
        assertThat(store.imports()).hasSize(1);
    }

    @Test
    void moreThanThirtyTwoAttributesAreRefused() {
        String headings =
                IntStream.range(0, 33).mapToObj(i -> ",a" + i).collect(Collectors.joining("", "product", "\n"));
        assertThatThrownBy(() -> check(headings + "A" + ",1".repeat(33) + "\n", Map.of()))
                .hasMessageContaining("has 33 columns beside the id; needed are 1 to 32");
    }

    @Test
    void aMappingKnowsTheFieldsOfAttributesOnly() {
        assertThatThrownBy(() -> ImportOptions.attributes(Map.of("x", "price")))
                .hasMessageContaining("store, product, attribute, text, ignore");
        assertThatThrownBy(() -> new ImportOptions(Map.of("x", "text"), null, ImportOptions.Duplicates.MERGE))
                .hasMessageContaining("'text' is unknown");
    }

    @Test
    void theCatalogShowsNameCategoryAndAllThatIsTold() throws IOException {
        commit("product,product_name,category,size\nA,Apples,fruit,2\n");
        commit("store,type\nS1,4\n");
        try (SalesCatalog catalog = new SalesCatalog(store)) {
            SalesCatalog.ProductSales apples = catalog.product("A");
            assertThat(apples.name()).isEqualTo("Apples");
            assertThat(apples.category()).isEqualTo("fruit");
            assertThat(apples.attributes())
                    .isEqualTo(Map.of("product_name", "Apples", "category", "fruit", "size", 2.0));
            assertThat(catalog.products(null, null, 10).items().get(1).attributes())
                    .isEmpty();
            assertThat(catalog.store("S1").category()).isEqualTo("4");
            assertThat(catalog.stores(null, null, 10).items().get(0)).isEqualTo(catalog.store("S1"));
        }
    }
}
