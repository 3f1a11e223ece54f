package io.shoptraining.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.shoptraining.access.Role;
import io.shoptraining.api.Method;
import io.shoptraining.testing.OnOneJava;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A day in front of the page: from nothing to the forecast of a week, with real workers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@OnOneJava
class TodayPageIT {
    private static final LocatorAssertions.IsVisibleOptions LONG =
            new LocatorAssertions.IsVisibleOptions().setTimeout(120_000);

    private final PageBrowser browser;
    private final PageServer shop;

    TodayPageIT(@TempDir Path home) {
        this.browser = PageBrowser.open();
        this.shop = PageServer.working(home);
    }

    @AfterAll
    void end() {
        shop.close();
        browser.close();
    }

    @Test
    @Order(1)
    void theFirstStepsLeadFromNothingToAForecast() {
        try (PageBrowser.Visitor visitor = browser.inspector()) {
            Page page = signedIn(visitor, Role.ADMIN);
            assertThat(now(page)).containsText("Import daily sales");
            visitor.requireAccessible();
            visitor.picture("today-first");
            button(page, "Bring a file").click();
            assertThat(page).hasURL(shop.url() + "/data");

            shop.importSales(sales());
            page.navigate(shop.url() + "/");
            assertThat(now(page)).containsText("Train a model");
            assertThat(page.locator(".page-head")).containsText("days old");
            train("007", "seasonal_naive");
            assertThat(page.getByRole(
                            AriaRole.HEADING, new Page.GetByRoleOptions().setName("The week after the last sale")))
                    .isVisible(LONG);
            Locator row = page.locator(".week tbody tr").first();
            assertThat(row).containsText("007 · all stores");
            assertThat(row.locator("td").first()).containsText("%");
            assertThat(page.getByText("Last week again · 007 · all stores")).isVisible();
        }
    }

    @Test
    @Order(2)
    void whatNeedsALookIsShownOnceItWasSeenNoMore() {
        train("noise", "seasonal_naive");
        try (PageBrowser.Visitor visitor = browser.visitor()) {
            Page page = signedIn(visitor, Role.OPERATOR);
            Locator alert = page.locator(".alert").filter(new Locator.FilterOptions().setHasText("Version rejected"));
            assertThat(alert).isVisible(LONG);
            assertThat(page.locator(".alert").filter(new Locator.FilterOptions().setHasText("No sales after")))
                    .isVisible();
            alert.getByRole(AriaRole.BUTTON).click();
            assertThat(alert).hasCount(0);
            page.reload();
            assertThat(page.locator(".alert")).hasCount(1);
        }
    }

    @Test
    @Order(3)
    void aRunningTrainingIsFollowedAndAViewerIsToldWhatHeMayNot() {
        shop.ask(
                Method.POST,
                "/api/v1/tasks",
                Map.of(
                        "training_mode",
                        "product",
                        "product_id",
                        "007",
                        "model_type",
                        "mlstm",
                        "epochs",
                        3000,
                        "hyperparameters",
                        Map.of("patience", 1000)));
        try (PageBrowser.Visitor visitor = browser.visitor()) {
            Page page = signedIn(visitor, Role.VIEWER);
            assertThat(page.locator(".work .bar-of").first()).isVisible(LONG);
            assertThat(page.getByText("an operator sees the week here")).isVisible();
            assertThat(page.getByText("Read only:")).isVisible();
        }
    }

    @Test
    @Order(4)
    void nobodyIsKeptOutInEitherThemeOrLanguage() {
        try (PageBrowser.Visitor visitor = browser.inspector()) {
            Page page = signedIn(visitor, Role.ADMIN);
            for (String theme : List.of("light", "dark")) {
                for (String language : List.of("en", "zh-CN")) {
                    visitor.dress(theme, language);
                    assertThat(page.locator(".week strong").first()).isVisible(LONG);
                    visitor.requireAccessible();
                    visitor.picture("today-" + theme + "-" + language);
                }
            }
            page.setViewportSize(390, 844);
            visitor.dress("light", "en");
            assertThat(page.locator(".week strong").first()).isVisible(LONG);
            visitor.requireAccessible();
            visitor.picture("today-narrow");
            assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(390);
        }
    }

    private static String sales() {
        Random random = new Random(7);
        StringBuilder csv = new StringBuilder("date,store_id,product_id,quantity\n");
        for (int day = 0; day < 200; day++) {
            LocalDate date = LocalDate.parse("2025-01-01").plusDays(day);
            int weekend = date.getDayOfWeek().getValue() >= 6 ? 12 : 0;
            csv.append(date + ",S1,007," + (10 + weekend + random.nextInt(3)) + "\n");
            csv.append(date + ",S1,noise," + random.nextInt(1000) + "\n");
        }
        return csv.toString();
    }

    private void train(String product, String type) {
        shop.ask(
                Method.POST,
                "/api/v1/tasks",
                Map.of("training_mode", "product", "product_id", product, "model_type", type));
    }

    private Page signedIn(PageBrowser.Visitor visitor, Role role) {
        return visitor.open(shop.link(role));
    }

    private static Locator now(Page page) {
        return page.locator(".first-steps .now");
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }
}
