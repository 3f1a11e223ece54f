package io.shoptraining.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.testing.OnOneJava;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/api.md, typed into a real shell in their order. */
@OnOneJava
class DocsApiIT {
    private static final Pattern BLOCK = Pattern.compile("^```bash\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    @TempDir
    Path home;

    @Test
    void everyExampleWorks() throws IOException, InterruptedException {
        Files.writeString(home.resolve("sales.csv"), SmallSales.csv(300));
        List<String> blocks = blocks();
        assertThat(blocks).hasSizeGreaterThan(8);
        StringBuilder script = new StringBuilder("set -euo pipefail\n");
        for (int i = 0; i < blocks.size(); i++) {
            script.append("echo 'block ").append(i + 1).append("'\n").append(blocks.get(i));
        }
        script.append("echo 'the end'\n");
        try (ServerProcess server = ServerProcess.start(home.resolve("data"))) {
            ProcessBuilder shell = new ProcessBuilder("bash", "-c", script.toString())
                    .directory(home.toFile())
                    .redirectErrorStream(true);
            shell.environment().put("URL", server.url());
            shell.environment().put("TOKEN", server.ready().text("token"));
            Process process = shell.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isZero();
            assertThat(output).endsWith("the end\n").doesNotContain("\"code\":\"internal\"");
            assertThat(server.stop()).isZero();
        }
    }

    private static List<String> blocks() throws IOException {
        Matcher block = BLOCK.matcher(Files.readString(Path.of("..", "docs", "api.md")));
        List<String> blocks = new ArrayList<>();
        while (block.find()) {
            blocks.add(block.group(1));
        }
        return blocks;
    }
}
