package io.shoptraining.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Chromium without a window. Its visitors fail on what a person would not see: errors, and requests to other hosts. */
final class PageBrowser implements AutoCloseable {
    static final Path SCREENSHOTS = Path.of("target/screenshots");

    private static final List<String> FLAGS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");
    private static final Set<String> SERIOUS = Set.of("serious", "critical");

    private final Playwright playwright;
    private final Browser browser;

    private PageBrowser(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    /** Skips the test where there is no Chromium, unless {@code SHOPTRAINING_REQUIRE_CHROMIUM=1}. */
    static PageBrowser open() {
        Path chromium = Path.of(
                Optional.ofNullable(System.getenv("SHOPTRAINING_CHROMIUM")).orElse("/usr/bin/chromium"));
        boolean isRequired = "1".equals(System.getenv("SHOPTRAINING_REQUIRE_CHROMIUM"));
        assumeTrue(
                isRequired || Files.isExecutable(chromium),
                "no " + chromium + ": the web page is not tested in a browser");
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        return new PageBrowser(
                playwright,
                playwright
                        .chromium()
                        .launch(new BrowserType.LaunchOptions()
                                .setExecutablePath(chromium)
                                .setArgs(FLAGS)));
    }

    /** Somebody who comes without any cookie, with a wide screen, in English and light. */
    Visitor visitor() {
        return new Visitor(browser.newContext(options()));
    }

    /** One whose page may be looked through by a script that is not its own. */
    Visitor inspector() {
        return new Visitor(browser.newContext(options().setBypassCSP(true)));
    }

    private static Browser.NewContextOptions options() {
        return new Browser.NewContextOptions()
                .setViewportSize(1280, 800)
                .setColorScheme(ColorScheme.LIGHT)
                .setLocale("en-US");
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }

    /** One person's windows. Closing it says what went wrong in them. */
    static final class Visitor implements AutoCloseable {
        private final BrowserContext context;
        private final Page page;
        private final List<String> faults = new ArrayList<>();
        private final List<Pattern> expected = new ArrayList<>();
        private String host = "";

        private Visitor(BrowserContext context) {
            this.context = context;
            context.onConsoleMessage(this::heard);
            context.onWebError(error -> fault("error of the page: " + error.error()));
            context.onRequest(request -> {
                String to = String.valueOf(URI.create(request.url()).getAuthority());
                if (!host.isEmpty() && !to.equals(host) && request.url().startsWith("http")) {
                    fault("request to " + request.url());
                }
            });
            this.page = context.newPage();
            page.setDefaultTimeout(60_000);
        }

        private void heard(ConsoleMessage message) {
            if (Set.of("error", "warning").contains(message.type())) {
                fault(message.type() + " in the console: " + message.text() + " " + message.location());
            }
        }

        private void fault(String text) {
            if (expected.stream().noneMatch(pattern -> pattern.matcher(text).find())) {
                faults.add(text);
            }
        }

        /** What the browser itself writes into the console for an answer or an outage that the test wants. */
        Visitor expecting(String pattern) {
            expected.add(Pattern.compile(pattern));
            return this;
        }

        Page page() {
            return page;
        }

        Page secondWindow() {
            return context.newPage();
        }

        /** Opens an address of a server, which from then on is the only one that may be asked. */
        Page open(String url) {
            host = URI.create(url).getAuthority();
            page.navigate(url);
            return page;
        }

        /** What keeps people out who see, hear or move otherwise. */
        void requireAccessible() {
            List<Rule> violations = new AxeBuilder(page)
                    .analyze().getViolations().stream()
                            .filter(rule -> SERIOUS.contains(rule.getImpact()))
                            .toList();
            assertThat(violations.stream()
                            .map(rule -> rule.getId() + " at "
                                    + rule.getNodes().stream()
                                            .map(node -> node.getHtml() + ": " + node.getFailureSummary())
                                            .toList()))
                    .as(page.url())
                    .isEmpty();
        }

        /** Chooses theme and language as the page remembers them, and shows it so. */
        void dress(String theme, String language) {
            page.evaluate(
                    "wish => { localStorage.setItem('theme', wish[0]); localStorage.setItem('language', wish[1]); }",
                    List.of(theme, language));
            page.reload();
        }

        /** A picture for people to look at, {@code target/screenshots/NAME.png}. */
        void picture(String name) {
            page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")));
        }

        @Override
        public void close() {
            context.close();
            assertThat(faults).isEmpty();
        }
    }
}
