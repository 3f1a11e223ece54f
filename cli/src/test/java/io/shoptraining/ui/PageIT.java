package io.shoptraining.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.shoptraining.access.Role;
import io.shoptraining.api.Method;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.taskmanager.TrainingData;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The frame of the page and its table, on a shop with very many trainings and hostile names. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageIT {
    private static final int TASKS = 10_000;
    private static final String HOSTILE = "<img src=x onerror=\"window.isHurt=1\">";

    private final PageBrowser browser;
    private final PageServer shop;

    PageIT(@TempDir Path home) {
        this.browser = PageBrowser.open();
        this.shop = PageServer.resting(home, new ManyProducts());
    }

    @BeforeAll
    void submit() {
        shop.ask(
                Method.POST,
                "/api/v1/batches",
                Map.of("training_mode", "product", "product_ids", "all", "model_types", List.of("theta")));
        shop.ask(
                Method.POST,
                "/api/v1/tasks",
                Map.of("training_mode", "product", "product_id", HOSTILE, "model_type", "ets"));
    }

    @AfterAll
    void end() {
        shop.close();
        browser.close();
    }

    @Test
    void whoHasNoTokenIsAskedForOneAndLandsWhereHeWantedToGo() {
        try (PageBrowser.Visitor visitor = browser.visitor().expecting("status of 401")) {
            Page page = visitor.open(shop.url() + "/training?mode=product");
            page.getByLabel("Token or link").fill("not a token");
            page.keyboard().press("Enter");
            assertThat(page.locator(".fault")).containsText("does not know this token");

            page.getByLabel("Token or link").fill(shop.link(Role.VIEWER));
            page.keyboard().press("Enter");
            assertThat(heading(page, "Training")).isVisible();
            assertThat(page).hasURL(shop.url() + "/training?mode=product");
            assertThat(page.context().cookies().get(0).httpOnly).isTrue();
        }
    }

    @Test
    void aViewerLooksAndIsToldWhyHeCannotAct() {
        try (PageBrowser.Visitor visitor = browser.visitor()) {
            Page page = signedIn(visitor, Role.VIEWER, "/training");
            assertThat(page.getByText("Read only:")).isVisible();
            assertThat(page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("New training"))
                            .first())
                    .isDisabled();
            page.keyboard().press("n");
            assertThat(page.locator("dialog")).hasCount(0);
        }
    }

    @Test
    void tenThousandTrainingsAreInTheTableAndOnlyThoseSeenInTheDocument() {
        try (PageBrowser.Visitor visitor = browser.visitor()) {
            Page page = signedIn(visitor, Role.VIEWER, "/training");
            assertThat(page.locator(".t-foot")).containsText("10,001 trainings");
            assertThat(page.locator(".t-row").count()).isBetween(5, 60);
            page.locator(".table-scroll").evaluate("box => { box.scrollTop = box.scrollHeight; }");
            assertThat(page.locator(".t-row[aria-rowindex='10002']")).isVisible();
            assertThat(page.locator(".t-row").count()).isBetween(5, 60);

            page.getByRole(
                            AriaRole.BUTTON,
                            new Page.GetByRoleOptions().setName("Scope").setExact(true))
                    .click();
            page.getByLabel("Search in scope, model, batch").fill("P00042");
            assertThat(page.locator(".t-foot")).containsText("1 training");
            assertThat(page).hasURL(shop.url() + "/training?sort=scope&q=P00042");
            page.reload();
            assertThat(page.locator(".t-row")).hasCount(1);
        }
    }

    @Test
    void hostileNamesAreTextWhereverTheyShow() {
        try (PageBrowser.Visitor visitor = browser.visitor()) {
            Page page = signedIn(visitor, Role.ADMIN, "/training?q=onerror");
            assertThat(page.locator(".t-row")).containsText(HOSTILE);
            page.keyboard().press("j");
            page.keyboard().press("Enter");
            assertThat(heading(page, "Exponential smoothing · " + HOSTILE + " · all stores"))
                    .isVisible();
            page.keyboard().press("Control+k");
            page.keyboard().type("<img");
            assertThat(page.locator("#found li").first()).containsText(HOSTILE);
            assertThat(page.evaluate("window.isHurt === undefined")).isEqualTo(true);
        }
    }

    @Test
    void theKeyboardLeadsEverywhereAndTellsHow() {
        try (PageBrowser.Visitor visitor = browser.visitor()) {
            Page page = signedIn(visitor, Role.OPERATOR, "/");
            page.keyboard().press("?");
            assertThat(page.getByRole(AriaRole.DIALOG)).containsText("Search everywhere");
            page.keyboard().press("Escape");
            page.keyboard().press("Control+k");
            page.keyboard().type("sett");
            page.keyboard().press("Enter");
            assertThat(heading(page, "Settings")).isVisible();
            page.goBack();
            assertThat(heading(page, "Today")).isVisible();
        }
    }

    private Page signedIn(PageBrowser.Visitor visitor, Role role, String address) {
        Page page = visitor.open(shop.link(role));
        page.navigate(shop.url() + address);
        return page;
    }

    private static com.microsoft.playwright.Locator heading(Page page, String name) {
        return page.getByRole(
                AriaRole.HEADING, new Page.GetByRoleOptions().setName(name).setLevel(1));
    }

    private static final class ManyProducts implements TrainingData {
        private final DataSnapshot snapshot = new DataSnapshot(
                "snapshot-1",
                Path.of("sales.parquet"),
                "ab".repeat(32),
                Stream.concat(
                                Stream.of(HOSTILE),
                                IntStream.rangeClosed(1, TASKS - 1).mapToObj(i -> "P%05d".formatted(i)))
                        .collect(Collectors.toSet()),
                Set.of("S001"));

        @Override
        public Optional<DataSnapshot> current() {
            return Optional.of(snapshot);
        }

        @Override
        public DataSnapshot snapshot(String id) {
            return snapshot;
        }

        @Override
        public int availableDays(DataSnapshot ignored, TrainingSpec spec) {
            return 1_000;
        }
    }
}
