package io.shoptraining.tensor;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A real PyTorch, where there is one. */
public final class Torch {
    private Torch() {}

    /** What a program printed, and how it ended. */
    public record Result(int exit, String text) {}

    /** Skips the test without PyTorch, or fails it where it may not be skipped. */
    public static void need() throws InterruptedException {
        String trouble;
        try {
            Result result = python("-c", "import torch");
            trouble = result.exit() == 0 ? "" : result.text();
        } catch (IOException e) {
            trouble = String.valueOf(e.getMessage());
        }
        if (trouble.isEmpty()) {
            return;
        }
        String message = "no PyTorch to compare with: " + trouble;
        if ("true".equals(System.getenv("CI")) || "1".equals(System.getenv("SHOPTRAINING_REQUIRE_TORCH"))) {
            fail(message);
        }
        abort(message);
    }

    public static Result python(String... arguments) throws IOException, InterruptedException {
        String python = System.getenv("SHOPTRAINING_PYTHON");
        List<String> command = new ArrayList<>(List.of(python == null ? "python3" : python));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), text);
    }
}
