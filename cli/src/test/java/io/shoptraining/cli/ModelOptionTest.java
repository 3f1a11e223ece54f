package io.shoptraining.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

class ModelOptionTest {
    @ParameterizedTest
    @CsvSource({"train, --model", "train, --models", "backtest, --model", "backtest, --models"})
    void modelTypesAreNamedInEitherSpelling(String command, String option) {
        ParseResult parsed = new CommandLine(new Main()).parseArgs(command, option, "mlstm");
        assertThat(parsed.subcommand().hasMatchedOption(option)).isTrue();
    }
}
