package io.shoptraining.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The sources of the web page keep to its rules. */
class PageFilesTest {
    private static final Path SOURCES = Path.of("src/main/resources/ui");
    private static final int MOST_LINES = 300;
    private static final Pattern KEY = Pattern.compile("^  '([^']+)': '((?:[^'\\\\]|\\\\.)*)',$");
    private static final Pattern USE = Pattern.compile("\\b(?:t|has)\\(\\s*'([^']+)'");
    private static final Pattern NAMED_USE =
            Pattern.compile("(?:words|label|summary): '([a-z]+\\.[A-Za-z_.]+)'|'((?:form|signIn|live)\\.[A-Za-z_.]+)'");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)}");

    @Test
    void theListNamesEveryFileThereIsAndNoOther() throws IOException {
        List<String> listed = Files.readAllLines(SOURCES.resolve("files.txt"));
        assertThat(listed)
                .containsExactlyElementsOf(files().stream()
                        .map(file -> SOURCES.relativize(file).toString().replace('\\', '/'))
                        .filter(name -> !name.equals("files.txt"))
                        .sorted()
                        .toList());
    }

    @Test
    void noFileIsLong() throws IOException {
        for (Path file : files()) {
            assertThat(Files.readAllLines(file)).as(file.toString()).hasSizeLessThanOrEqualTo(MOST_LINES);
        }
    }

    @Test
    void nothingIsLoadedFromElsewhereAndNoTextBecomesMarkup() throws IOException {
        for (Path file : files()) {
            assertThat(Files.readString(file).replace("http://www.w3.org/2000/svg", ""))
                    .as(file.toString())
                    .doesNotContain("http://", "https://", "innerHTML", "outerHTML", "insertAdjacentHTML", "v-html")
                    .doesNotContainPattern("\\b(eval|Function)\\(")
                    .doesNotContainPattern("<script(?! type=\"module\" src=\"/ui/)");
        }
    }

    @Test
    void bothLanguagesHaveTheSameWordsWithTheSameValues() throws IOException {
        Map<String, String> english = words("en");
        Map<String, String> chinese = words("zh");
        assertThat(chinese.keySet()).isEqualTo(english.keySet());
        english.forEach(
                (key, text) -> assertThat(values(chinese.get(key))).as(key).isEqualTo(values(text)));
    }

    @Test
    void everyWordThatIsUsedExists() throws IOException {
        Set<String> known = words("en").keySet();
        Set<String> missing = new TreeSet<>();
        for (Path file : files()) {
            String source = Files.readString(file);
            if (file.toString().endsWith(".js") && !file.startsWith(SOURCES.resolve("words"))) {
                for (Pattern pattern : List.of(USE, NAMED_USE)) {
                    Matcher use = pattern.matcher(source);
                    while (use.find()) {
                        String key = use.group(1) == null ? use.group(2) : use.group(1);
                        if (!known.contains(key)) {
                            missing.add(key + " in " + file.getFileName());
                        }
                    }
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    private static Map<String, String> words(String language) throws IOException {
        Map<String, String> words = new TreeMap<>();
        for (Path file : files()) {
            if (file.toString().endsWith("." + language + ".js")) {
                List<String> lines = Files.readAllLines(file);
                for (String line : lines.subList(1, lines.size() - 1)) {
                    Matcher entry = KEY.matcher(line);
                    assertThat(entry.matches())
                            .as(file.getFileName() + ": " + line)
                            .isTrue();
                    assertThat(words.put(entry.group(1), entry.group(2)))
                            .as("a second '" + entry.group(1) + "'")
                            .isNull();
                }
            }
        }
        return words;
    }

    private static Set<String> values(@org.jspecify.annotations.Nullable String text) {
        Set<String> names = new TreeSet<>();
        Matcher name = PLACEHOLDER.matcher(String.valueOf(text));
        while (name.find()) {
            names.add(name.group(1));
        }
        return names;
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(SOURCES)) {
            return new ArrayList<>(all.filter(Files::isRegularFile).sorted().toList());
        }
    }
}
