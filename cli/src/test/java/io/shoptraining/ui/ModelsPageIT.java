package io.shoptraining.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.shoptraining.access.Role;
import io.shoptraining.api.Method;
import io.shoptraining.testing.OnOneJava;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Models, forecasts and settings, with models that were trained. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@OnOneJava
class ModelsPageIT {
    private static final String IDENTIFIER = "product_007_all_ets";
    private static final String MODEL = "Exponential smoothing · 007 · all stores";
    private static final LocatorAssertions.IsVisibleOptions LONG =
            new LocatorAssertions.IsVisibleOptions().setTimeout(120_000);

    private final PageBrowser browser;
    private final PageServer shop;

    ModelsPageIT(@TempDir Path home) {
        this.browser = PageBrowser.open();
        this.shop = PageServer.working(home);
    }

    /** Two versions of one model, which differ in how far they look back. */
    @BeforeAll
    void train() {
        Random random = new Random(7);
        StringBuilder csv = new StringBuilder("date,store_id,product_id,quantity,promotion,open\n");
        for (int day = 0; day < 300; day++) {
            LocalDate date = LocalDate.parse("2025-01-01").plusDays(day);
            int weekend = date.getDayOfWeek().getValue() >= 6 ? 12 : 0;
            csv.append(date + ",S1,007," + (10 + weekend + random.nextInt(5)) + "," + (day % 50 == 0 ? 1 : 0) + ","
                    + (day % 70 == 0 ? 0 : 1) + "\n");
        }
        shop.importSales(csv.toString());
        train(56);
        train(70);
    }

    private void train(int lookBack) {
        Map<String, Object> task = shop.ask(
                Method.POST,
                "/api/v1/tasks",
                Map.of("training_mode", "product", "product_id", "007", "model_type", "ets", "look_back", lookBack));
        await().atMost(Duration.ofMinutes(2))
                .until(
                        () -> shop.ask(Method.GET, "/api/v1/tasks/" + task.get("task_id"), Map.of())
                                .get("verdict"),
                        "accepted"::equals);
    }

    @AfterAll
    void end() {
        shop.close();
        browser.close();
    }

    @Test
    void twoVersionsAreComparedAndTheOlderOnePromotedAndTakenBack() {
        try (PageBrowser.Visitor visitor = browser.visitor()) {
            Page page = signedIn(visitor, Role.OPERATOR, "/models");
            row(page, "007 · all stores").locator("a").click();
            assertThat(page.getByText("Forecasts use v2:")).isVisible();
            page.getByLabel("Select v1").check();
            page.getByLabel("Select v2").check();
            button(page, "Compare").click();

            assertThat(page).hasURL(Pattern.compile(".*/models/compare\\?ids=.*"));
            assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Side by side")))
                    .isVisible();
            assertThat(page.locator(".compare-table").first()).containsText("WAPE");
            assertThat(page.locator(".compare-table").last()).containsText("look_back");
            assertThat(page.locator(".compare-table").last()).not().containsText("horizon");
            page.getByLabel("Only what differs").uncheck();
            assertThat(page.locator(".compare-table").last()).containsText("horizon");
            assertThat(page.locator("canvas")).isVisible(LONG);
            assertThat(page.locator("figcaption")).containsText("in 14 days");

            page.getByText(MODEL + " · v1").click();
            button(page, "Use for forecasts").click();
            confirm(page);
            assertThat(page.getByText("Forecasts use v1:")).isVisible();
            assertThat(champion()).isEqualTo(IDENTIFIER + "_v1");
            button(page, "Undo").click();
            assertThat(page.getByText("Forecasts use v2:")).isVisible();
            assertThat(champion()).isEqualTo(IDENTIFIER + "_v2");
            assertThat(page.locator(".chronicle li").first()).containsText("chosen by");
        }
    }

    @Test
    void theFilesOfAModelAreCheckedAndSavedAndTakenInAgain() throws IOException {
        try (PageBrowser.Visitor visitor = browser.visitor()) {
            Page page = signedIn(visitor, Role.ADMIN, "/models/" + IDENTIFIER + "_v1");
            button(page, "Check the files").click();
            assertThat(page.getByText("All files are as they were published")).isVisible();
            Download bundle = page.waitForDownload(
                    () -> button(page, "Everything in one file").click());
            assertThat(bundle.suggestedFilename()).isEqualTo(IDENTIFIER + "_v1.zip");

            Path file = Files.createTempFile("bundle", ".zip");
            bundle.saveAs(file);
            page.navigate(shop.url() + "/models");
            page.locator("input[type=file]").setInputFiles(file);
            assertThat(page.getByText("Imported from")).isVisible(LONG);
            String imported = page.url().substring(page.url().lastIndexOf('/') + 1);
            button(page, "Delete").click();
            confirm(page);
            assertThat(page.getByText("It was deleted; its files are gone from the store."))
                    .isVisible();
            assertThat(shop.ask(Method.GET, "/api/v1/models/" + imported, Map.of())
                            .get("deleted_at"))
                    .isNotNull();
            // what was in use before the deleted one is again, and the one before that can be
            page.navigate(shop.url() + "/models/" + IDENTIFIER);
            assertThat(page.getByText("Forecasts use v2:")).isVisible();
            assertThat(button(page, "Roll back to v1")).isEnabled();
            Files.delete(file);
        }
    }

    @Test
    void aForecastIsDrawnAndTakenAlongAsTheServerTellsIt() throws IOException {
        List<?> rows = (List<?>) Objects.requireNonNull(shop.ask(
                        Method.POST,
                        "/api/v1/forecasts",
                        Map.of("filename_prefix", IDENTIFIER + "_v1", "future_days", 10))
                .get("rows"));
        try (PageBrowser.Visitor visitor = browser.visitor()) {
            Page page = signedIn(visitor, Role.OPERATOR, "/forecasts?model=" + IDENTIFIER + "_v1");
            page.getByLabel("Days ahead").fill("10");
            assertThat(page.getByText("10 days from Oct 28, 2025")).isVisible(LONG);
            assertThat(page).hasURL(Pattern.compile(".*days=10.*"));
            assertThat(page.locator(".said")).containsText(Pattern.compile("10 days: [\\d,]+, between .* \\(80%\\)"));
            assertThat(page.locator(".said")).containsText("than the simple rule by");

            Download csv = page.waitForDownload(() -> button(page, "CSV").click());
            byte[] bytes = Files.readAllBytes(csv.path());
            assertThat(Arrays.copyOf(bytes, 3)).containsExactly(0xEF, 0xBB, 0xBF);
            List<String> lines = Files.readAllLines(csv.path());
            assertThat(lines).hasSize(rows.size() + 1);
            for (int i = 0; i < rows.size(); i++) {
                assertThat(numbers(lines.get(i + 1))).isEqualTo(numbersOf((Map<?, ?>) rows.get(i)));
            }

            Download xlsx = page.waitForDownload(() -> button(page, "XLSX").click());
            assertThat(xlsx.suggestedFilename()).endsWith(".xlsx");
            try (ZipFile zip = new ZipFile(xlsx.path().toFile())) {
                assertThat(zip.getEntry("xl/worksheets/sheet1.xml")).isNotNull();
            }
        }
    }

    @Test
    void modelTypesAreComparedOnPastDays() {
        try (PageBrowser.Visitor visitor = browser.visitor()) {
            Page page = signedIn(visitor, Role.OPERATOR, "/forecasts?model=" + IDENTIFIER);
            button(page, "Compare with the simple rules").click();
            assertThat(page.locator("table")
                            .filter(new Locator.FilterOptions().setHasText("Beside the best simple rule")))
                    .containsText("Last week again", new LocatorAssertions.ContainsTextOptions().setTimeout(120_000));
            assertThat(page.getByText("Completed")).isVisible(LONG);
        }
    }

    @Test
    void aTokenIsMadeShownOnceAndRevoked() {
        try (PageBrowser.Visitor visitor = browser.visitor().expecting("status of 401")) {
            Page page = signedIn(visitor, Role.ADMIN, "/settings");
            button(page, "New token").click();
            page.getByLabel("Name").fill("till 3");
            page.getByRole(AriaRole.COMBOBOX).selectOption("operator");
            button(page, "Create").click();
            String secret = page.locator(".secret").textContent();
            page.getByRole(AriaRole.DIALOG).locator("footer button").click();
            assertThat(page.locator("tr").filter(new Locator.FilterOptions().setHasText("till 3")))
                    .containsText("Operator");
            assertThat(page.content()).doesNotContain(secret);

            try (PageBrowser.Visitor other = browser.visitor().expecting("status of 401")) {
                Page till = other.open(shop.url() + "/?token=" + secret);
                assertThat(till.getByRole(AriaRole.NAVIGATION)).containsText("till 3");
                button(page, "Revoke till 3?").click();
                confirm(page);
                assertThat(page.getByText("till 3 is revoked.")).isVisible();
                till.reload();
                assertThat(till.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Sign in")))
                        .isVisible();
            }
            assertThat(page.locator("tr").filter(new Locator.FilterOptions().setHasText("till 3")))
                    .hasCount(0);
        }
    }

    @Test
    void aViewerLooksAtAllOfItAndIsToldWhyHeCannotAct() {
        try (PageBrowser.Visitor visitor = browser.visitor()) {
            Page page = signedIn(visitor, Role.VIEWER, "/models/" + IDENTIFIER + "_v1");
            assertThat(button(page, "Delete")).isDisabled();
            assertThat(button(page, "Delete")).hasAttribute("title", "Only an administrator can do this.");
            assertThat(page.getByText("Check the files")).isEnabled();
            page.navigate(shop.url() + "/forecasts");
            assertThat(page.getByText("to ask for a forecast takes the role operator"))
                    .isVisible();
            page.navigate(shop.url() + "/settings");
            assertThat(page.getByText("Only an administrator sees and changes the tokens."))
                    .isVisible();
            assertThat(button(page, "New token")).isDisabled();
            assertThat(page.locator(".checks li")).hasCount(4);
        }
    }

    @Test
    void nothingKeepsPeopleOutInEitherThemeOrLanguage() {
        Map<String, String> places = Map.of(
                "models", "/models",
                "model", "/models/" + IDENTIFIER,
                "compare", "/models/compare?ids=" + IDENTIFIER + "_v1," + IDENTIFIER + "_v2",
                "forecast", "/forecasts?model=" + IDENTIFIER + "_v1," + IDENTIFIER + "_v2",
                "settings", "/settings");
        try (PageBrowser.Visitor visitor = browser.inspector()) {
            Page page = signedIn(visitor, Role.ADMIN, "/models");
            for (String theme : List.of("light", "dark")) {
                for (String language : List.of("en", "zh-CN")) {
                    places.forEach((name, address) -> {
                        page.navigate(shop.url() + address);
                        visitor.dress(theme, language);
                        awaitDrawn(page, name);
                        visitor.requireAccessible();
                        visitor.picture(name + "-" + theme + "-" + language);
                    });
                }
            }
            page.setViewportSize(390, 844);
            places.forEach((name, address) -> {
                page.navigate(shop.url() + address);
                awaitDrawn(page, name);
                visitor.requireAccessible();
                visitor.picture(name + "-narrow");
                assertThat(page.evaluate("document.documentElement.scrollWidth"))
                        .as(name)
                        .isEqualTo(390);
            });
        }
    }

    private static void awaitDrawn(Page page, String name) {
        boolean isChart = name.equals("forecast") || name.equals("compare");
        assertThat(page.locator(isChart ? "canvas" : ".t-row, .facts").first()).isVisible(LONG);
        assertThat(page.locator(".skeletons")).hasCount(0, new LocatorAssertions.HasCountOptions().setTimeout(120_000));
    }

    private String champion() {
        return String.valueOf(
                shop.ask(Method.GET, "/api/v1/models/" + IDENTIFIER, Map.of()).get("filename_prefix"));
    }

    private static List<Double> numbers(String line) {
        List<String> cells = List.of(line.split(",", -1));
        return cells.subList(1, cells.size()).stream().map(Double::valueOf).toList();
    }

    private static List<Double> numbersOf(Map<?, ?> row) {
        List<Double> numbers = new ArrayList<>();
        numbers.add(((Number) Objects.requireNonNull(row.get("mean"))).doubleValue());
        ((Map<?, ?>) Objects.requireNonNull(row.get("quantiles")))
                .values()
                .forEach(value -> numbers.add(((Number) value).doubleValue()));
        return numbers;
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

    private static void confirm(Page page) {
        page.getByRole(AriaRole.DIALOG).locator("footer button").last().click();
    }

    private static Locator row(Page page, String text) {
        return page.locator(".t-row").filter(new Locator.FilterOptions().setHasText(text));
    }
}
