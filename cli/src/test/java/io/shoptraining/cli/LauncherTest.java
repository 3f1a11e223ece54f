package io.shoptraining.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The launcher judges Java before it builds or starts anything. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a shell script")
class LauncherTest {
    @TempDir
    private Path home = Path.of("");

    @ParameterizedTest
    @CsvSource({
        "11.0.2, needs Java 17 or later",
        "1.8.0_392, needs Java 17 or later",
        "25, can corrupt data under G1",
        "25.0.2, can corrupt data under G1"
    })
    void refusesAJavaThatIsTooOldOrCorruptsData(String version, String reason) throws Exception {
        String answer = launchWithJava(version);
        assertThat(answer).contains(version, reason).contains("exit 1");
    }

    private String launchWithJava(String version) throws IOException, InterruptedException {
        fakeJava("echo 'openjdk version \"" + version + "\" 2025-01-01' >&2\n");
        return launch("../shoptraining", "doctor");
    }

    @Test
    void aServerEndsWhenItsHeapIsUsedUpAndACommandDoesNot() throws Exception {
        Path launcher = Files.copy(Path.of("../shoptraining"), home.resolve("shoptraining"));
        Files.createFile(Files.createDirectories(home.resolve("cli/target")).resolve("shoptraining.jar"));
        fakeJava("echo 'openjdk version \"17.0.15\" 2025-01-01' >&2; echo \"$@\"\n");
        assertThat(launch(launcher.toString(), "--data", "x", "serve"))
                .contains("-XX:+ExitOnOutOfMemoryError", "shoptraining.jar --data x serve");
        assertThat(launch(launcher.toString(), "doctor"))
                .contains("shoptraining.jar doctor")
                .doesNotContain("ExitOnOutOfMemoryError");
    }

    private void fakeJava(String script) throws IOException {
        Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
    }

    private String launch(String... command) throws IOException, InterruptedException {
        ProcessBuilder launcher = new ProcessBuilder(command).redirectErrorStream(true);
        launcher.environment().put("JAVA_HOME", home.toString());
        Process process = launcher.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return output + "exit " + process.waitFor();
    }
}
