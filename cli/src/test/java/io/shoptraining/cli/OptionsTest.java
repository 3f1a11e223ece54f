package io.shoptraining.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class OptionsTest {
    @Test
    void aHintStaysInTheDataDirectoryThatWasNamed() {
        assertThat(command()).isEqualTo("./shoptraining task list");
        assertThat(command("--data", "mine")).isEqualTo("./shoptraining --data mine task list");
        assertThat(command("--data", "my $(shop)'s")).isEqualTo("./shoptraining --data 'my $(shop)'\\''s' task list");
        assertThat(command("--data", "药店")).isEqualTo("./shoptraining --data 药店 task list");
        assertThat(command("--server", "http://127.0.0.1:8000", "--json"))
                .isEqualTo("./shoptraining --server http://127.0.0.1:8000 task list");
    }

    private static String command(String... options) {
        return CommandLine.populateCommand(new Options(), options).command("task list");
    }
}
