package io.shoptraining.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.protocol.LineCodec;
import io.shoptraining.protocol.WorkerReport;
import io.shoptraining.task.Progress;
import io.shoptraining.task.Stage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ReportsTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Reports reports = new Reports(bytes, () -> {
        throw new AssertionError("nothing is lost here");
    });

    private static WorkerReport.Progressed progress(double percent) {
        return new WorkerReport.Progressed(
                "t", 1, new Progress(Stage.TRAINING, percent, 0, 1, null, null, null, null, "…"));
    }

    private List<WorkerReport> sent() {
        return bytes.toString(StandardCharsets.UTF_8)
                .lines()
                .map(LineCodec::report)
                .toList();
    }

    @Test
    void ofManyProgressReportsInATickOnlyTheLastIsSent() {
        for (int percent = 0; percent < 50; percent++) {
            reports.progressed(progress(percent));
        }
        assertThat(sent()).isEmpty();
        reports.tick();
        reports.tick();
        assertThat(sent()).containsExactly(progress(49));
    }

    @Test
    void theLastProgressPrecedesTheAnswerAndNothingFollowsIt() {
        WorkerReport cancelled = new WorkerReport.Cancelled("t", 1);
        reports.progressed(progress(7));
        reports.send(new WorkerReport.Heartbeat(1));
        reports.answer(cancelled);
        reports.tick();
        assertThat(sent()).containsExactly(new WorkerReport.Heartbeat(1), progress(7), cancelled);
    }

    @Test
    void aClosedPipeIsNoticed() {
        AtomicInteger lost = new AtomicInteger();
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        new Reports(closed, lost::incrementAndGet).send(new WorkerReport.Heartbeat(1));
        assertThat(lost).hasValue(1);
    }
}
