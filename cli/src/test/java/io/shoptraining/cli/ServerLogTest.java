package io.shoptraining.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.shoptraining.json.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ServerLogTest {
    private static final String FORGED = "a\r\n2026 INFO admin\u001b[2J\u2028x";

    private final Logger logger = new LoggerContext().getLogger("io.shoptraining.Test");
    private Map<String, String> context = Map.of();

    @Test
    void anIdWithLineBreaksAndEscapesIsOneLineWithoutControlCharacters() {
        String line = ServerLog.line(event("cancelled {}", null, FORGED));
        assertThat(line.chars()).noneMatch(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029);
        assertThat(Json.readObject(line)).containsEntry("message", "cancelled " + FORGED);
    }

    @Test
    void theTaskStandsBesideTheMessage() {
        context = Map.of("task_id", "t1");
        assertThat(Json.readObject(ServerLog.line(event("claimed", null))))
                .containsEntry("task_id", "t1")
                .containsEntry("level", "WARN")
                .containsEntry("message", "claimed");
    }

    @Test
    void whatWasThrownIsOneFieldOfTheSameLine() {
        String line = ServerLog.line(event("failed", new IllegalStateException("why")));
        assertThat(line.lines()).hasSize(1);
        assertThat(String.valueOf(Json.readObject(line).get("error"))).contains("IllegalStateException: why");
    }

    private LoggingEvent event(String message, @Nullable Throwable thrown, Object... arguments) {
        LoggingEvent event = new LoggingEvent("fqcn", logger, Level.WARN, message, thrown, arguments);
        event.setMDCPropertyMap(context);
        return event;
    }
}
