package io.shoptraining.cli;

import io.shoptraining.client.Ask;
import io.shoptraining.client.ShopClient;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A comparison as two files: its leaderboard as a table, and all that is known of it as JSON. */
final class LeaderboardFiles {
    private final Path table;
    private final Path json;

    /** @throws ShopTrainingException when they cannot be written there: better before the work than after it */
    LeaderboardFiles(Path directory) {
        table = directory.resolve("leaderboard.csv");
        json = directory.resolve("leaderboard.json");
        Stream.of(table, json).filter(Files::exists).findFirst().ifPresent(file -> {
            throw new ShopTrainingException(ErrorCode.CONFLICT, file + " exists; name a directory without it");
        });
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw ShopTrainingException.io("the directory " + directory, e);
        }
        if (!Files.isWritable(directory)) {
            throw new ShopTrainingException(ErrorCode.IO_ERROR, "nothing can be written to " + directory);
        }
    }

    /** Returns what was written. */
    List<Path> write(ShopClient client, String backtestId) {
        Ask backtest = Ask.get("backtests", backtestId);
        client.download(backtest.header("Accept", "text/csv"), table);
        client.download(backtest, json);
        return List.of(table, json);
    }
}
