package io.ckpi.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;

/**
 * The page in a real browser. Needs {@code chromium} and {@code chromedriver} on the path (or the variables
 * {@code CKPI_CHROMIUM} and {@code CKPI_CHROMEDRIVER}); without them the tests are skipped, or fail if the system property
 * {@code ckpi.browser} is {@code required}.
 */
@Tag("browser")
class BrowserTest {

    private static final Locale RU = Locale.forLanguageTag("ru");
    private static final String LONG_RU = "Эффективность воздействия на пользователей мобильных устройств";
    private static final String LONG_EN = "Learning and development, inside and outside of the market";

    private static @Nullable Path folder;

    private static @Nullable ChromeDriver driver;
    private static String axe = "";

    @BeforeAll
    static void start(@TempDir Path temporary) throws IOException {
        folder = temporary;
        Optional<Path> browser = program("CKPI_CHROMIUM", "chromium", "chromium-browser", "google-chrome");
        Optional<Path> service = program("CKPI_CHROMEDRIVER", "chromedriver");
        if (!"required".equals(System.getProperty("ckpi.browser"))) {
            assumeThat(browser.isPresent() && service.isPresent())
                    .as("no chromium and chromedriver found: the page is not tested in a browser")
                    .isTrue();
        }
        ChromeOptions options = new ChromeOptions();
        options.setBinary(browser.orElseThrow().toString());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--window-size=1500,980");
        options.setCapability("goog:loggingPrefs", Map.of(LogType.BROWSER, "ALL", LogType.PERFORMANCE, "ALL"));
        driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(service.orElseThrow().toFile())
                        .usingAnyFreePort()
                        .withSilent(true)
                        .build(),
                options);
        try (InputStream in =
                ClassLoader.getSystemResourceAsStream("META-INF/resources/webjars/axe-core/4.6.3/axe.min.js")) {
            axe = new String(Objects.requireNonNull(in, "axe-core").readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @AfterAll
    static void stop() {
        if (driver != null) {
            driver.quit();
        }
    }

    private static Optional<Path> program(String variable, String... names) {
        String given = System.getenv(variable);
        if (given != null && !given.isBlank()) {
            return Optional.of(Path.of(given)).filter(Files::isExecutable);
        }
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Arrays.stream(path.split(Pattern.quote(java.io.File.pathSeparator)))
                .flatMap(directory -> Stream.of(names).map(name -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static ChromeDriver browser() {
        return Objects.requireNonNull(driver, "driver");
    }

    private static ReportRecord longest(Locale locale) {
        return Golden.renamed("partial", key -> locale.equals(RU) ? LONG_RU : LONG_EN);
    }

    private static void open(ReportRecord record, Locale locale) throws IOException {
        Path file = Objects.requireNonNull(folder, "folder").resolve("board.html");
        Files.writeString(file, Board.withDefaults().with(locale).render(record));
        browser().get(file.toUri().toString());
    }

    private static Object run(String script) {
        return Objects.requireNonNull(browser().executeScript(script), "result");
    }

    private static long number(String script) {
        return ((Number) run(script)).longValue();
    }

    private static void media(Map<String, String> features) {
        List<Map<String, String>> list = new ArrayList<>();
        features.forEach((name, value) -> list.add(Map.of("name", name, "value", value)));
        browser().executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", "", "features", list));
    }

    private static void size(int width, int height, double scale) {
        browser()
                .executeCdpCommand(
                        "Emulation.setDeviceMetricsOverride",
                        Map.of("width", width, "height", height, "deviceScaleFactor", scale, "mobile", false));
    }

    private static String screenshot() {
        Object data =
                browser().executeCdpCommand("Page.captureScreenshot", Map.of()).get("data");
        return (String) Objects.requireNonNull(data, "data");
    }

    @Test
    void b01TheOnlyRequestIsTheFileItselfAndTheConsoleIsSilent() throws IOException {
        size(1500, 980, 1);
        browser().manage().logs().get(LogType.PERFORMANCE);
        browser().manage().logs().get(LogType.BROWSER);
        open(Golden.record("typical"), RU);
        List<String> requests = browser().manage().logs().get(LogType.PERFORMANCE).getAll().stream()
                .map(entry -> entry.getMessage())
                .filter(message -> message.contains("\"Network.requestWillBeSent\""))
                .toList();
        assertThat(requests).hasSize(1).allMatch(request -> request.contains("board.html"));
        assertThat(browser().manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
        assertThat(number("return document.scripts.length")).isZero();
        // the policy let the style in
        assertThat(run("return getComputedStyle(document.querySelector('main')).display"))
                .isEqualTo("grid");
    }

    @Test
    void b02NoViolationsOfTheAccessibilityRules() throws IOException {
        size(1500, 980, 1);
        for (Locale locale : List.of(Locale.ENGLISH, RU)) {
            for (String scheme : List.of("light", "dark")) {
                media(Map.of("prefers-color-scheme", scheme));
                open(Golden.record("partial"), locale);
                run("document.querySelectorAll('details').forEach(d => d.open = true); return 1");
                // by the protocol: the page itself forbids scripts
                evaluate(axe + "; 1", false);
                Object result = evaluate(
                        "axe.run({runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']})"
                                + ".then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' | '))"
                                + ".join('\\n'))",
                        true);
                assertThat(result).as(locale + " " + scheme).isEqualTo("");
            }
        }
        media(Map.of());
    }

    private static Object evaluate(String expression, boolean promise) {
        Map<String, Object> answer = browser()
                .executeCdpCommand(
                        "Runtime.evaluate",
                        Map.of("expression", expression, "awaitPromise", promise, "returnByValue", true));
        assertThat(answer.get("exceptionDetails")).isNull();
        return Objects.requireNonNull(((Map<?, ?>) Objects.requireNonNull(answer.get("result"))).get("value"));
    }

    @Test
    void b03OneSheetOfPaper() throws IOException {
        onePage(Golden.record("typical"), RU, true, false);
        onePage(Golden.record("half"), Locale.ENGLISH, true);
        onePage(longest(RU), RU, true);
        onePage(longest(Locale.ENGLISH), Locale.ENGLISH, true);
    }

    private static void onePage(ReportRecord record, Locale locale, boolean... backgroundChoices) throws IOException {
        open(record, locale);
        for (boolean backgrounds : backgroundChoices) {
            Map<String, Object> answer = browser()
                    .executeCdpCommand(
                            "Page.printToPDF", Map.of("preferCSSPageSize", true, "printBackground", backgrounds));
            String pdf =
                    new String(Base64.getDecoder().decode((String) answer.get("data")), StandardCharsets.ISO_8859_1);
            assertThat(Pattern.compile("/Type\\s*/Page\\b")
                            .matcher(pdf)
                            .results()
                            .count())
                    .isEqualTo(1);
            var box =
                    Pattern.compile("/MediaBox\\s*\\[0 0 ([\\d.]+) ([\\d.]+)]").matcher(pdf);
            assertThat(box.find()).isTrue();
            assertThat(Math.round(Double.parseDouble(box.group(1)))).isEqualTo(842);
            assertThat(Math.round(Double.parseDouble(box.group(2)))).isEqualTo(595);
        }
    }

    /** Boxes of all text that is seen, as the browser laid it out. */
    private static final String OVERLAPS = """
            const boxes = [];
            const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
              const node = walker.currentNode;
              const parent = node.parentElement;
              if (!node.nodeValue.trim() || parent.closest('template, details, title, desc')) continue;
              if (!parent.checkVisibility()) continue;
              const range = document.createRange();
              range.selectNodeContents(node);
              for (const r of range.getClientRects()) {
                if (r.width > 1 && r.height > 1) boxes.push({r, text: node.nodeValue.trim().slice(0, 40), parent});
              }
            }
            const found = [];
            for (let i = 0; i < boxes.length; i++) {
              const a = boxes[i];
              // tables scroll inside their own region
              if (!a.parent.closest('.scroll') && a.r.left < -0.5
                  || !a.parent.closest('.scroll') && a.r.right > document.documentElement.clientWidth + 0.5) {
                found.push('outside: ' + a.text);
              }
              for (let j = i + 1; j < boxes.length; j++) {
                const b = boxes[j];
                if (a.parent === b.parent) continue;
                const x = Math.min(a.r.right, b.r.right) - Math.max(a.r.left, b.r.left);
                const y = Math.min(a.r.bottom, b.r.bottom) - Math.max(a.r.top, b.r.top);
                if (x > 1 && y > 3) found.push(a.text + ' / ' + b.text + ' by ' + x.toFixed(1) + ' x ' + y.toFixed(1));
              }
            }
            return found.slice(0, 20).join('\\n');
            """;

    @Test
    void b04NoTextOverlapsAnother() throws IOException {
        for (Locale locale : List.of(Locale.ENGLISH, RU)) {
            for (ReportRecord record : List.of(Golden.record("typical"), Golden.record("half"), longest(locale))) {
                for (int width : new int[] {1500, 1280, 760, 320}) {
                    size(width, 980, 1);
                    open(record, locale);
                    assertThat(run(OVERLAPS)).as(locale + " at " + width).isEqualTo("");
                }
            }
        }
    }

    @Test
    void b05NarrowAndZoomedWithoutScrollingSideways() throws IOException {
        for (Locale locale : List.of(Locale.ENGLISH, RU)) {
            for (ReportRecord record : List.of(Golden.record("partial"), Golden.record("nothing"), longest(locale))) {
                // 320 px, and 1280 px at 200 per cent
                for (int width : new int[] {320, 640}) {
                    size(width, 512, width == 640 ? 2 : 1);
                    open(record, locale);
                    run("document.querySelectorAll('details').forEach(d => d.open = true); return 1");
                    assertThat(number("return document.documentElement.scrollWidth"))
                            .as(locale + " at " + width)
                            .isLessThanOrEqualTo(width);
                }
            }
        }
    }

    @Test
    void b06TheKeyboardReachesAndOpensEveryTable() throws IOException {
        size(1500, 980, 1);
        open(Golden.record("typical"), RU);
        long tables = number("return document.querySelectorAll('details').length");
        assertThat(tables).isEqualTo(9);
        List<String> reached = new ArrayList<>();
        for (int i = 0; i < 40 && reached.size() < tables; i++) {
            new org.openqa.selenium.interactions.Actions(browser())
                    .sendKeys(Keys.TAB)
                    .perform();
            if ("SUMMARY".equals(run("return document.activeElement.tagName"))) {
                String card = (String)
                        run("return document.activeElement.closest('section').getAttribute('aria-labelledby')");
                reached.add(card);
                assertThat(run("return getComputedStyle(document.activeElement).outlineStyle"))
                        .isEqualTo("solid");
                new org.openqa.selenium.interactions.Actions(browser())
                        .sendKeys(Keys.ENTER)
                        .perform();
                assertThat(run("return document.activeElement.parentElement.open"))
                        .isEqualTo(true);
                new org.openqa.selenium.interactions.Actions(browser())
                        .sendKeys(Keys.ENTER)
                        .perform();
            }
        }
        assertThat(reached).hasSize(9).doesNotHaveDuplicates();
    }

    @Test
    void b07StatesDifferWithoutColour() throws IOException {
        size(1500, 980, 1);
        String[] states = {"GREEN", "AMBER", "RED"};
        for (String mode : List.of("forced", "grey")) {
            List<String> pictures = new ArrayList<>();
            if (mode.equals("forced")) {
                media(Map.of("forced-colors", "active"));
            } else {
                media(Map.of());
                browser().executeCdpCommand("Emulation.setEmulatedVisionDeficiency", Map.of("type", "achromatopsia"));
            }
            for (String state : states) {
                Map<String, @Nullable Object> tree = Golden.tree("typical");
                Map<?, ?> readings = (Map<?, ?>) Objects.requireNonNull(tree.get("readings"));
                readings.values().forEach(reading -> {
                    Golden.put(reading, "rating", state);
                    Golden.put(reading, "score", java.math.BigDecimal.valueOf(60));
                });
                open(ReportRecord.ofTree(tree), Locale.ENGLISH);
                // the bars alone, without the words
                run("document.querySelectorAll('.mark, .val, .what, footer, header').forEach(e => e.remove());"
                        + "document.querySelectorAll('section:not(.c-indicators)').forEach(e => e.remove()); return 1");
                pictures.add(screenshot());
            }
            assertThat(pictures).as(mode).doesNotHaveDuplicates();
        }
        browser().executeCdpCommand("Emulation.setEmulatedVisionDeficiency", Map.of("type", "none"));
        media(Map.of());
    }

    @Test
    void b08HostileNamesAreTextAndNothingElse() throws IOException {
        size(1500, 980, 1);
        for (String name : List.of(
                "</template><script>alert(1)</script>",
                "\"><img src=x onerror=alert(1)>",
                "' onmouseover='alert(1)",
                "]]><!--<svg onload=alert(1)>",
                "\u202Eevil\u0000",
                "&lt;b&gt; {0} \uD800 \uD83D\uDE00")) {
            UnaryOperator<String> naming = key -> name;
            open(Golden.renamed("partial", naming), Locale.ENGLISH);
            assertThat(number("return document.scripts.length")).isZero();
            assertThat(number("return document.images.length")).isZero();
            assertThat(number("return document.querySelectorAll('[onerror],[onload],[onmouseover]').length"))
                    .isZero();
            String expected = name.replace('\u0000', '\uFFFD').replace('\uD800', '\uFFFD');
            if (name.contains("\uD83D")) {
                expected = "&lt;b&gt; {0} \uFFFD \uD83D\uDE00";
            }
            assertThat((String) run("return document.querySelector('.c-funnel li bdi').textContent"))
                    .isEqualTo(expected);
            assertThat((String) run("return document.querySelector('#ckpi-record').content.textContent"))
                    .startsWith("{\"asOf\"")
                    .endsWith("}");
            assertThat(number("return document.querySelector('#ckpi-record').content.children.length"))
                    .isZero();
        }
    }

    @Test
    void b09NineCardsWithoutAnyData() throws IOException {
        size(1500, 980, 1);
        open(Golden.record("nothing"), RU);
        assertThat(number("return document.querySelectorAll('main > section').length"))
                .isEqualTo(9);
        assertThat(number("return [...document.querySelectorAll('main > section')]"
                        + ".filter(s => /нет данных|недостаточно|источников нет/.test(s.innerText)).length"))
                .isEqualTo(9);
    }

    @Test
    void b10TheFirstScreenHoldsAllCards() throws IOException {
        size(1500, 980, 1);
        for (Locale locale : List.of(Locale.ENGLISH, RU)) {
            for (String name : Golden.NAMES) {
                open(Golden.record(name), locale);
                assertThat(number("return Math.ceil(Math.max(...[...document.querySelectorAll('section')]"
                                + ".map(s => s.getBoundingClientRect().bottom)))"))
                        .as(name + " " + locale)
                        .isLessThanOrEqualTo(980);
            }
        }
    }
}
