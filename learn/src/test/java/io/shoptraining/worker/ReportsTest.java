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
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ReportsTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final AtomicLong nanos = new AtomicLong();
    private final Reports reports = new Reports(bytes, nanos::get, () -> {
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
    void theFirstProgressGoesAtOnceAndOfManyThatFollowOnlyTheLast() {
        for (int percent = 0; percent < 50; percent++) {
            reports.progressed(progress(percent));
        }
        assertThat(sent()).containsExactly(progress(0));
        reports.tick();
        reports.tick();
        assertThat(sent()).containsExactly(progress(0), progress(49));
    }

    @Test
    void progressAfterAPauseWaitsForNoTick() {
        reports.progressed(progress(1));
        nanos.addAndGet(Reports.INTERVAL.toNanos() - 1);
        reports.progressed(progress(2));
        assertThat(sent()).hasSize(1);
        nanos.addAndGet(1);
        reports.progressed(progress(3));
        reports.tick();
        assertThat(sent()).containsExactly(progress(1), progress(3));
    }

    @Test
    void theFirstProgressOfTheNextTaskGoesAtOnce() {
        reports.progressed(progress(1));
        reports.answer(new WorkerReport.Cancelled("t", 1));
        reports.progressed(progress(2));
        assertThat(sent()).endsWith(progress(2));
        WorkerReport.Progressed other =
                new WorkerReport.Progressed("u", 1, progress(0).progress());
        reports.progressed(other);
        assertThat(sent()).endsWith(other);
    }

    @Test
    void theLastProgressPrecedesTheAnswerAndNothingFollowsIt() {
        WorkerReport cancelled = new WorkerReport.Cancelled("t", 1);
        reports.progressed(progress(6));
        reports.progressed(progress(7));
        reports.send(new WorkerReport.Heartbeat(1));
        reports.answer(cancelled);
        reports.tick();
        assertThat(sent()).containsExactly(progress(6), new WorkerReport.Heartbeat(1), progress(7), cancelled);
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
        new Reports(closed, System::nanoTime, lost::incrementAndGet).send(new WorkerReport.Heartbeat(1));
        assertThat(lost).hasValue(1);
    }
}
