package io.shoptraining.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no signals")
class StopSignalsTest {
    private static final int KILLED_BY_TERM = 143;

    @Test
    void theFirstSignalIsARequestAndTheSecondOneAnOrder() throws Exception {
        Process process = start("stubborn");
        try (BufferedReader said = said(process)) {
            assertThat(said.readLine()).isEqualTo("listening");
            term(process);
            assertThat(said.readLine()).isEqualTo("asked");
            assertThat(process.isAlive()).isTrue();
            term(process);
            assertThat(process.waitFor()).isEqualTo(KILLED_BY_TERM);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void whoEndsWhenAskedEndsWell() throws Exception {
        Process process = start("willing");
        try (BufferedReader said = said(process)) {
            assertThat(said.readLine()).isEqualTo("listening");
            term(process);
            assertThat(process.waitFor()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    /** Unlike {@link Process#destroy}, leaves its output open. */
    private static void term(Process process) {
        assertThat(process.toHandle().destroy()).isTrue();
    }

    private static Process start(String character) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Listener.class.getName(),
                        character)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static BufferedReader said(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** A program that is asked to end. */
    static final class Listener {
        public static void main(String[] args) throws InterruptedException {
            StopSignals signals = StopSignals.listen();
            System.out.println("listening");
            int exit = signals.await();
            System.out.println("asked");
            if (args[0].equals("stubborn")) {
                new CountDownLatch(1).await();
            }
            System.exit(exit);
        }
    }
}
