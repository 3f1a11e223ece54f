package io.shoptraining.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import io.shoptraining.access.Role;
import io.shoptraining.testing.OnOneJava;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sales go in and out again, and are looked at. */
@OnOneJava
class DataPageIT {
    private static final String HOSTILE = "<img src=x onerror=window.isHurt=1>";
    private static final LocatorAssertions.IsVisibleOptions LONG =
            new LocatorAssertions.IsVisibleOptions().setTimeout(60_000);

    @TempDir
    Path home;

    private PageBrowser browser;
    private PageServer shop;

    @BeforeEach
    void begin() {
        browser = PageBrowser.open();
        shop = PageServer.working(home);
    }

    @AfterEach
    void end() {
        shop.close();
        browser.close();
    }

    @Test
    void aFileWithStrangeHeadingsIsNamedCheckedImportedAndUndone() {
        try (PageBrowser.Visitor visitor = browser.visitor()) {
            Page page = signedIn(visitor, Role.OPERATOR, "/data");
            assertThat(page.getByText("No sales yet")).isVisible();
            choose(page, "kasse.csv", """
                wann;filiale;was;wieviel;bemerkung
                2025-01-01;S1;007;3;
                2025-01-02;S1;007;4;frei
                2025-01-04;S1;007;-1;
                kein Tag;S1;007;5;
                2025-01-05;S1;007;viele;
                """.getBytes(StandardCharsets.UTF_8));

            assertThat(heading(page, "kasse.csv")).isVisible();
            assertThat(page.locator(".facts")).containsText("Semicolon ;");
            assertThat(page.getByText("Still to be named: Date, Product, Quantity sold."))
                    .isVisible();
            assertThat(button(page, "Check all rows")).isDisabled();
            name(page, "wann", "Date");
            name(page, "filiale", "Store");
            name(page, "was", "Product");
            name(page, "wieviel", "Quantity sold");
            name(page, "bemerkung", "Product");
            assertThat(page.getByText("Two columns are named Product.")).isVisible();
            name(page, "bemerkung", "Not imported");
            assertThat(page.locator("tr", new Page.LocatorOptions().setHasText("bemerkung")))
                    .containsText("20%");
            button(page, "Check all rows").click();

            assertThat(page.getByText("Nothing is in the sales yet.")).isVisible(LONG);
            assertThat(page.locator(".card-head")).containsText("3 rows good");
            page.locator("summary")
                    .filter(new Locator.FilterOptions().setHasText("Not a date"))
                    .click();
            assertThat(page.getByRole(
                            AriaRole.CELL,
                            new Page.GetByRoleOptions().setName("kein Tag").setExact(true)))
                    .isVisible();
            assertThat(page.locator("summary").filter(new Locator.FilterOptions().setHasText("Days without a row")))
                    .isVisible();
            button(page, "Import 3 rows").click();
            assertThat(page.getByText("This import is in the sales.")).isVisible(LONG);
            assertThat(page.locator(".page-head .chip")).hasText("Imported");

            page.navigate(shop.url() + "/data");
            assertThat(page.getByText("Sales from Jan 1, 2025 to Jan 4, 2025")).isVisible();
            button(page, "Undo").click();
            assertThat(page.getByRole(AriaRole.DIALOG))
                    .containsText("3 rows from Jan 1, 2025 to Jan 4, 2025; products: 1, stores: 1");
            button(page, "Undo the import").click();
            assertThat(page.locator(".t-row .chip")).hasText("Undone");
            assertThat(page.getByText("Sales from")).hasCount(0);
        }
    }

    @Test
    void aChineseFileIsReadInItsEncodingAndItsColumnsCanBeNamedAgain() {
        try (PageBrowser.Visitor visitor = browser.visitor()) {
            Page page = signedIn(visitor, Role.OPERATOR, "/data");
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("中文"))
                    .click();
            page.locator("input[type=file]")
                    .setInputFiles(new FilePayload(
                            "销售.csv",
                            "text/csv",
                            "销售日期,商品编码,数量,实价\n2025/1/1,026436,3,9.5\n2025/1/2,026436,4,9.5\n"
                                    .getBytes(Charset.forName("GB18030"))));
            assertThat(heading(page, "销售.csv")).isVisible();
            assertThat(page.locator(".facts")).containsText("GBK / GB18030");
            button(page, "检查所有行").click();
            assertThat(page.getByText("不是 UTF-8:按 GBK 读取")).isVisible(LONG);

            button(page, "修改映射").click();
            page.getByLabel("“实价”对应的字段").selectOption("price");
            button(page, "检查所有行").click();
            button(page, "导入 2 行").click(new Locator.ClickOptions().setTimeout(60_000));
            assertThat(page.getByText("此导入已进入销售数据。")).isVisible(LONG);
            page.navigate(shop.url() + "/data");
            assertThat(page.locator(".t-row")).hasCount(1);
            page.navigate(shop.url() + "/products/026436");
            assertThat(page.locator("figcaption")).containsText("2 天共售出 7");
        }
    }

    @Test
    void whatIsNoTableOfSalesIsRefusedWithTheReason() {
        try (PageBrowser.Visitor visitor = browser.visitor().expecting("status of 422")) {
            Page page = signedIn(visitor, Role.OPERATOR, "/data");
            choose(page, "bild.png", new byte[] {(byte) 0x89, 'P', 'N', 'G', 0, 0, 1, 2});
            assertThat(page.locator(".error-panel")).containsText("NUL byte");
            choose(page, "leer.csv", "date,product,quantity\n".getBytes(StandardCharsets.UTF_8));
            assertThat(page.locator(".error-panel")).containsText("no rows");
        }
    }

    @Test
    void hostileNamesAreTextWhereverTheyShow() {
        StringBuilder csv = new StringBuilder("date,store,product,quantity\n");
        for (int day = 1; day <= 9; day++) {
            csv.append("2025-01-0" + day + ",\"<b>S</b>\",\"" + HOSTILE + "\"," + day + "\n");
        }
        csv.append("2025-01-09,S," + "x".repeat(300) + ",1\n");
        shop.importSales(csv.toString());
        try (PageBrowser.Visitor visitor = browser.visitor()) {
            Page page = signedIn(visitor, Role.VIEWER, "/data?view=products");
            page.locator(".t-row a")
                    .filter(new Locator.FilterOptions().setHasText(HOSTILE))
                    .click();
            assertThat(heading(page, HOSTILE)).isVisible();
            assertThat(page.locator("figcaption")).containsText("45 sold in 9 days");
            page.getByLabel("Store").fill("<b");
            page.getByRole(AriaRole.OPTION).first().click();
            assertThat(page.locator(".picked")).containsText("<b>S</b>");
            assertThat(page).hasURL(Pattern.compile(".*store=%3Cb%3ES%3C%2Fb%3E"));
            page.locator("canvas").hover();
            page.navigate(shop.url() + "/data");
            page.locator(".t-row a").first().click();
            page.locator("summary")
                    .filter(new Locator.FilterOptions().setHasText("product id"))
                    .click();
            assertThat(page.evaluate("window.isHurt === undefined")).isEqualTo(true);
        }
    }

    @Test
    void aViewerSeesAllAndIsToldWhyHeCannotAct() {
        shop.importSales("date,product,quantity\n2025-01-01,007,3\n");
        try (PageBrowser.Visitor visitor = browser.visitor()) {
            Page page = signedIn(visitor, Role.VIEWER, "/data");
            assertThat(page.getByText("Read only:")).isVisible();
            assertThat(button(page, "Choose a file")).isDisabled();
            assertThat(button(page, "Undo")).isDisabled();
        }
    }

    @Test
    void theSampleChainLeadsFromNothingToItsProductsAndNobodyIsKeptOut() {
        try (PageBrowser.Visitor visitor = browser.inspector()) {
            Page page = signedIn(visitor, Role.ADMIN, "/data");
            assertThat(page.getByText("No sales yet")).isVisible();
            visitor.requireAccessible();
            visitor.picture("data-empty");
            button(page, "Load the sample chain").click();
            Locator press = page.getByRole(
                    AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("Import [0-9,]+ rows")));
            assertThat(press).isVisible(LONG);
            press.click();
            assertThat(page.getByText("This import is in the sales.")).isVisible(LONG);
            String report = shop.url() + "/data/imports/import-000002";
            shop.importSales(csv());
            for (String theme : List.of("light", "dark")) {
                for (String language : List.of("en", "zh-CN")) {
                    look(visitor, report, ".findings", "data-report-" + theme + "-" + language, theme, language);
                    look(visitor, "/data", ".t-row", "data-" + theme + "-" + language, theme, language);
                    look(
                            visitor,
                            "/data?view=products",
                            ".t-row .spark",
                            "data-products-" + theme + "-" + language,
                            theme,
                            language);
                    look(
                            visitor,
                            "/products/P003",
                            "canvas",
                            "data-product-" + theme + "-" + language,
                            theme,
                            language);
                }
            }
            page.setViewportSize(390, 844);
            for (String place : List.of("/data", "/data?view=stores", "/products/P003?store=S001&range=90", report)) {
                look(
                        visitor,
                        place,
                        ".t-row, canvas, .findings",
                        "data-narrow-" + place.replaceAll("[^a-zA-Z]+", "-"),
                        "light",
                        "en");
                assertThat(page.evaluate("document.documentElement.scrollWidth"))
                        .isEqualTo(390);
            }
            page.navigate(report);
            page.locator("summary").first().click();
            visitor.picture("data-findings-narrow");
            page.setViewportSize(1280, 800);
            visitor.picture("data-findings");
            page.setViewportSize(390, 844);
            page.navigate(shop.url() + "/data/imports/new");
            choose(page, "kasse.csv", "wann;was;wieviel\n2025-01-01;7;3\n".getBytes(StandardCharsets.UTF_8));
            assertThat(button(page, "Check all rows")).isVisible();
            visitor.requireAccessible();
            visitor.picture("data-mapping-narrow");
            page.setViewportSize(1280, 800);
            visitor.picture("data-mapping");
        }
    }

    private void look(
            PageBrowser.Visitor visitor, String address, String there, String name, String theme, String language) {
        Page page = visitor.page();
        page.navigate(address.startsWith("http") ? address : shop.url() + address);
        visitor.dress(theme, language);
        assertThat(page.locator(there).first()).isVisible(LONG);
        visitor.requireAccessible();
        visitor.picture(name);
    }

    /** Some weeks after the sample, with faults. */
    private static String csv() {
        StringBuilder csv = new StringBuilder("date,store,product,quantity,note\n");
        for (int day = 0; day < 20; day++) {
            csv.append(LocalDate.parse("2026-01-01").plusDays(day + (day > 9 ? 3L : 0)) + ",S001,P003," + (day * 3 - 4)
                    + ",a\n");
        }
        return csv + "soon,S001,P003,1,b\n2026-01-03,S001,P003,many,c\n2026-01-03,S001,,4,c\n";
    }

    private static void choose(Page page, String name, byte[] content) {
        page.locator("input[type=file]").setInputFiles(new FilePayload(name, "text/csv", content));
    }

    private static void name(Page page, String heading, String field) {
        page.getByLabel("Field of " + heading)
                .selectOption(new com.microsoft.playwright.options.SelectOption().setLabel(field));
    }

    private Page signedIn(PageBrowser.Visitor visitor, Role role, String address) {
        Page page = visitor.open(shop.link(role));
        page.navigate(shop.url() + address);
        return page;
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator heading(Page page, String name) {
        return page.getByRole(
                AriaRole.HEADING, new Page.GetByRoleOptions().setName(name).setLevel(1));
    }
}
