package io.shoptraining.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.shoptraining.fit.FitSession;
import io.shoptraining.registry.StagedFile;
import io.shoptraining.task.CurvePoint;
import io.shoptraining.task.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FollowedFitTest {
    private static final long SECOND = 1_000_000_000L;
    private static final FitSession.CheckpointWriter WRITER = file -> {
        try {
            Files.writeString(file, "state");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    };

    @TempDir
    Path directory;

    private final Recorder recorder = new Recorder();
    private long now;

    private FollowedFit fit(int epochs) {
        Stopping stopping = new Stopping(recorder, () -> now);
        return new FollowedFit(recorder, stopping, new StagingDirectory(directory), epochs, null, () -> now);
    }

    private Progress last() {
        return recorder.progress.get(recorder.progress.size() - 1);
    }

    @Test
    void timeLeftComesFromTheEpochsSoFar() {
        FollowedFit fit = fit(10);
        now = 2 * SECOND;
        fit.batchEnded(1, 5, 10, 1);
        assertThat(last().etaSeconds()).isEqualTo(38.0);
        now = 4 * SECOND;
        fit.epochEnded(new CurvePoint(1, 0.5, 0.6), 1);
        assertThat(last().etaSeconds()).isEqualTo(36.0);
        assertThat(last().progress()).isCloseTo(2 + 93 * 0.1, within(1e-9));
        assertThat(last().message()).contains("epoch 1 of at most 10", "0.6", "best in epoch 1");
        assertThat(last().valLoss()).isEqualTo(0.6);
    }

    @Test
    void aResumedTrainingCountsOnlyItsOwnEpochsForTheTimeLeft() {
        FollowedFit fit = fit(10);
        now = SECOND;
        fit.batchEnded(6, 10, 10, 1);
        assertThat(last().etaSeconds()).isEqualTo(4.0);
        assertThat(last().epoch()).isEqualTo(5);
        assertThat(last().progress()).isCloseTo(2 + 93 * 0.6, within(1e-9));
    }

    @Test
    void aLossThatIsNotANumberIsLeftOut() {
        fit(10).epochEnded(new CurvePoint(1, Double.NaN, Double.POSITIVE_INFINITY), 1);
        assertThat(last().trainLoss()).isNull();
        assertThat(last().valLoss()).isNull();
    }

    @Test
    void theBestAndEveryFifthEpochAreKept() {
        FollowedFit fit = fit(20);
        for (int epoch = 1; epoch <= 12; epoch++) {
            fit.checkpoint(epoch, epoch == 1 || epoch == 3, WRITER);
        }
        assertThat(recorder.checkpoints)
                .extracting(StagedFile::kind)
                .containsExactly("checkpoint_best", "checkpoint_best", "checkpoint_epoch_8");
        assertThat(recorder.checkpoints.get(2).name()).isEqualTo("checkpoint_epoch_8.pth");
        assertThat(recorder.checkpoints.get(0).size()).isEqualTo(5);
        assertThat(directory.resolve("checkpoint_best_epoch_3.pth")).exists();
    }

    @Test
    void slowEpochsAreKeptAfterTwoSeconds() {
        FollowedFit fit = fit(20);
        for (int epoch = 1; epoch <= 4; epoch++) {
            now += 1_200_000_000L;
            fit.checkpoint(epoch, false, WRITER);
        }
        assertThat(recorder.checkpoints)
                .extracting(StagedFile::kind)
                .containsExactly("checkpoint_epoch_2", "checkpoint_epoch_4");
    }

    @Test
    void aSuspendedTrainingGoesOnToTheNearEndOfItsEpochAndKeepsIt() {
        FollowedFit fit = fit(20);
        fit.checkpoint(1, true, WRITER);
        fit.epochEnded(new CurvePoint(1, 0.5, 0.6), 1);
        recorder.suspendAfter = 0;
        now += SECOND;
        fit.batchEnded(2, 1, 4, 1);
        assertThat(fit.isCancelled()).isFalse();
        fit.checkpoint(2, false, WRITER);
        assertThat(recorder.checkpoints).extracting(StagedFile::kind).endsWith("checkpoint_epoch_2");
        assertThat(fit.isCancelled()).isTrue();
    }

    @Test
    void aSuspendedTrainingDoesNotWaitForAFarEndOfItsEpoch() {
        FollowedFit fit = fit(20);
        recorder.suspendAfter = 0;
        now += SECOND;
        fit.batchEnded(1, 1, 100, 1);
        assertThat(fit.isCancelled()).isTrue();
    }

    @Test
    void aSuspendedTrainingThatGoesOnForTooLongIsStopped() {
        FollowedFit fit = fit(20);
        recorder.suspendAfter = 0;
        assertThat(fit.isCancelled()).isFalse();
        now += 6 * SECOND;
        assertThat(fit.isCancelled()).isTrue();
    }
}
