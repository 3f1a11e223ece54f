package io.shoptraining.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/architecture.md names what exists, and every package of the program. */
class DocumentationTest {
    private static final Pattern PACKAGE_ROW = Pattern.compile("^\\| `(\\w+)` \\| (.*?) \\|", Pattern.MULTILINE);
    private static final Pattern TYPE = Pattern.compile("`([A-Z]\\w+)(?:\\.(\\w+))?`");

    private final String document = read();
    private final JavaClasses classes = Program.classes();

    @Test
    void everyPackageHasItsRowAndEveryRowItsPackage() {
        Set<String> rows = new TreeSet<>();
        Matcher row = PACKAGE_ROW.matcher(document);
        while (row.find()) {
            rows.add(row.group(1));
        }
        Set<String> packages = classes.stream()
                .map(type -> type.getPackageName().substring("io.shoptraining.".length()))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(rows).isEqualTo(packages);
    }

    @Test
    void everyTypeAndMethodItNamesExists() {
        Matcher name = TYPE.matcher(document);
        Set<String> missing = new TreeSet<>();
        while (name.find()) {
            String type = name.group(1);
            String member = name.group(2);
            boolean exists = classes.stream()
                    .filter(c -> c.getSimpleName().equals(type))
                    .anyMatch(c -> member == null
                            || c.getMethods().stream().anyMatch(m -> m.getName().equals(member)));
            if (!exists) {
                missing.add(name.group());
            }
        }
        assertThat(missing).isEmpty();
    }

    private static String read() {
        try {
            return Files.readString(Path.of("..", "docs", "architecture.md"));
        } catch (IOException e) {
            throw new IllegalStateException("docs/architecture.md cannot be read", e);
        }
    }
}
