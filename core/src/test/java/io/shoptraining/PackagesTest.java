package io.shoptraining;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PackagesTest {
    private static final Path SOURCES = Path.of("src/main/java/io/shoptraining");
    private static final Pattern IMPORT = Pattern.compile("(?m)\\bio\\.shoptraining\\.([a-z]+)\\.[A-Z]");

    /** The packages that each package mentions. */
    private static Map<String, Set<String>> arrows() throws IOException {
        Map<String, Set<String>> arrows = new TreeMap<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                String from = SOURCES.relativize(file).getName(0).toString();
                Set<String> to = arrows.computeIfAbsent(from, name -> new TreeSet<>());
                Matcher mention = IMPORT.matcher(Files.readString(file));
                while (mention.find()) {
                    if (!mention.group(1).equals(from)) {
                        to.add(mention.group(1));
                    }
                }
            }
        }
        return arrows;
    }

    @Test
    void noPackageIsInACycle() throws IOException {
        List<String> order = List.of("errors", "disk", "json", "registry", "task", "protocol");
        Map<String, Set<String>> arrows = arrows();
        assertThat(arrows.keySet()).containsExactlyInAnyOrderElementsOf(order);
        arrows.forEach((from, to) -> assertThat(order.subList(0, order.indexOf(from)))
                .as("what package " + from + " may mention")
                .containsAll(to));
    }

    @Test
    void onlyJsonTouchesTheMapper() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!file.startsWith(SOURCES.resolve("json"))) {
                    assertThat(file).content().doesNotContain("com.fasterxml.jackson.databind");
                }
            }
        }
    }
}
