package io.shoptraining.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.shoptraining.access.Role;
import io.shoptraining.api.Method;
import io.shoptraining.testing.OnOneJava;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** From the start link to trained models, with real workers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@OnOneJava
class TrainingPageIT {
    private static final LocatorAssertions.HasTextOptions TRAINING =
            new LocatorAssertions.HasTextOptions().setTimeout(120_000);

    private final PageBrowser browser;
    private final PageServer shop;

    TrainingPageIT(@TempDir Path home) {
        this.browser = PageBrowser.open();
        this.shop = PageServer.working(home);
    }

    @BeforeAll
    void importSales() {
        Random random = new Random(7);
        StringBuilder csv = new StringBuilder("date,store_id,product_id,quantity\n");
        for (int day = 0; day < 300; day++) {
            LocalDate date = LocalDate.parse("2025-01-01").plusDays(day);
            for (String product : new String[] {"007", "008"}) {
                int weekend = date.getDayOfWeek().getValue() >= 6 ? 12 : 0;
                csv.append(date + ",S1," + product + "," + (10 + weekend + random.nextInt(5)) + "\n");
            }
        }
        shop.importSales(csv.toString());
    }

    @AfterAll
    void end() {
        shop.close();
        browser.close();
    }

    @Test
    void aTrainingIsStartedAndWatchedToItsEndWithoutAReload() {
        try (PageBrowser.Visitor visitor = browser.visitor()) {
            Page page = visitor.open(shop.link(Role.OPERATOR));
            assertThat(page).hasURL(shop.url() + "/");
            page.keyboard().press("g");
            page.keyboard().press("r");
            assertThat(page).hasURL(shop.url() + "/training");
            page.evaluate("window.isStillTheSame = true");

            button(page, "New training").first().click();
            assertThat(page.getByText("Choose a product.")).isVisible();
            page.getByLabel("Product", new Page.GetByLabelOptions().setExact(true))
                    .fill("00");
            page.locator(".options li")
                    .filter(new Locator.FilterOptions().setHasText("007"))
                    .click();
            page.locator(".model-card")
                    .filter(new Locator.FilterOptions().setHasText("Last week again"))
                    .click();
            button(page, "Start").click();

            Locator row = row(page, "007 · all stores");
            assertThat(row.locator(".chip")).hasText(Pattern.compile("Accepted|Rejected"), TRAINING);
            row.locator("a").click();
            assertThat(page.getByText("On the held-out days")).isVisible();
            assertThat(page.locator(".log-line").first()).isVisible();
            assertThat(page.evaluate("window.isStillTheSame")).isEqualTo(true);
        }
    }

    @Test
    void whatIsWrongInARequestStandsAtItsField() {
        try (PageBrowser.Visitor visitor = browser.visitor().expecting("status of 400")) {
            Page page = visitor.open(shop.link(Role.OPERATOR));
            page.navigate(shop.url() + "/training?new=1");
            page.getByLabel("Product", new Page.GetByLabelOptions().setExact(true))
                    .fill("007");
            page.locator(".options li")
                    .filter(new Locator.FilterOptions().setHasText("007"))
                    .click();
            page.locator("form").evaluate("form => { form.noValidate = true; }");
            page.getByLabel("Days ahead").fill("999");
            button(page, "Start").click();

            assertThat(page.getByLabel("Days ahead")).hasAttribute("aria-invalid", "true");
            assertThat(page.locator(".fault")).containsText("out of range");
        }
    }

    @Test
    void aRunningTrainingShowsItsCurveAndIsCancelledAfterAQuestion() {
        String id = submit("mlstm", Map.of("patience", 1000), 3000);
        try (PageBrowser.Visitor visitor = browser.visitor()) {
            Page page = visitor.open(shop.link(Role.ADMIN));
            page.navigate(shop.url() + "/training/" + id);
            assertThat(page.locator("canvas")).isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(120_000));
            assertThat(page.locator("figcaption")).containsText("Validation loss from");
            button(page, "Cancel").click();
            button(page, "Cancel the training").click();
            assertThat(page.locator(".page-head .chip")).hasText("Cancelled", TRAINING);
            assertThat(page.getByText("It was cancelled: no model was made.")).isVisible();
        }
    }

    @Test
    void aLostServerIsSaidAndWhatItDidMeanwhileIsCaughtUp() {
        try (PageBrowser.Visitor visitor =
                browser.visitor().expecting("net::ERR|status of 503|EventSource|status of 502")) {
            Page page = visitor.open(shop.link(Role.ADMIN));
            page.navigate(shop.url() + "/training?status=completed");
            Page other = visitor.secondWindow();
            other.navigate(shop.url() + "/training?status=completed");
            assertThat(page.locator(".live-state")).hasText("Live");
            assertThat(other.locator(".live-state")).hasText("Live");
            // a connection that is gone is noticed when something is to be sent through it
            submit("mean_28", Map.of(), 1);
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(shop.metrics()).contains("shoptraining_event_clients 1.0"));

            shop.stop();
            assertThat(page.locator(".live-state")).hasText("Reconnecting …");
            assertThat(other.locator(".live-state")).hasText("Reconnecting …");

            shop.startAgain();
            String id = submit("mean_28", Map.of(), 1);
            assertThat(page.locator(".live-state")).hasText(Pattern.compile("Live.*"), TRAINING);
            assertThat(page.locator("a[href='/training/" + id + "']"))
                    .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(120_000));
            assertThat(other.locator("a[href='/training/" + id + "']")).isVisible();
        }
    }

    @Test
    void nothingKeepsPeopleOutInEitherThemeOrLanguage() {
        String id = submit("lightgbm", Map.of("rounds", 20), 20);
        try (PageBrowser.Visitor visitor = browser.inspector()) {
            Page page = visitor.open(shop.link(Role.ADMIN));
            page.navigate(shop.url() + "/training/" + id);
            assertThat(page.locator(".page-head .chip")).hasText(Pattern.compile("Accepted|Rejected"), TRAINING);
            for (String theme : new String[] {"light", "dark"}) {
                for (String language : new String[] {"en", "zh-CN"}) {
                    String name = theme + "-" + language;
                    page.navigate(shop.url() + "/training");
                    visitor.dress(theme, language);
                    assertThat(page.locator(".t-row").first()).isVisible();
                    visitor.requireAccessible();
                    visitor.picture("training-" + name);
                    page.keyboard().press("n");
                    assertThat(page.locator("dialog")).isVisible();
                    visitor.requireAccessible();
                    visitor.picture("training-new-" + name);
                    page.navigate(shop.url() + "/training/" + id);
                    assertThat(page.locator("canvas")).isVisible();
                    visitor.requireAccessible();
                    visitor.picture("training-detail-" + name);
                }
            }
            page.setViewportSize(390, 844);
            for (String address : new String[] {"/training", "/training/" + id, "/training?new=1"}) {
                page.navigate(shop.url() + address);
                assertThat(page.locator(".page-head .button").first()).isVisible();
                assertThat(page.evaluate("document.documentElement.scrollWidth"))
                        .isEqualTo(390);
                visitor.picture("training-narrow-"
                        + (address.endsWith(id) ? "detail" : address.endsWith("1") ? "new" : "list"));
            }
        }
    }

    private String submit(String type, Map<String, Object> hyperparameters, int epochs) {
        Map<String, Object> task = shop.ask(
                Method.POST,
                "/api/v1/tasks",
                Map.of(
                        "training_mode",
                        "product",
                        "product_id",
                        "008",
                        "model_type",
                        type,
                        "epochs",
                        epochs,
                        "hyperparameters",
                        hyperparameters));
        return String.valueOf(task.get("task_id"));
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator row(Page page, String text) {
        return page.locator(".t-row").filter(new Locator.FilterOptions().setHasText(text));
    }
}
