package io.shoptraining.worker;

import io.shoptraining.protocol.LineCodec;
import io.shoptraining.protocol.WorkerCommand;
import io.shoptraining.protocol.WorkerReport;
import io.shoptraining.registry.Ids;
import io.shoptraining.registry.SeriesScope;
import io.shoptraining.sales.SalesQuery;
import io.shoptraining.task.Progress;
import io.shoptraining.task.Stage;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.tensor.Tensors;
import java.util.Map;

/** Does once for nothing what every task does, so that the first task does not wait for classes and native code. */
final class WarmUp {
    private WarmUp() {}

    /** Before the worker says that it is ready. */
    static void protocol() {
        SeriesScope scope = SeriesScope.product("P", Ids.all());
        TrainingSpec spec = new TrainingSpec(scope, "none", Map.of("n", 1), 1, 1, 1, 1, 1);
        WorkerCommand command = new WorkerCommand.Train("t", 1, spec, "file", "0", "directory", null);
        Progress progress = new Progress(Stage.LOADING_DATA, 0, 0, 1, null, null, null, null, "warm");
        String report = LineCodec.encode(new WorkerReport.Progressed("t", 1, progress));
        if (!LineCodec.command(LineCodec.encode(command)).equals(command) || report.isEmpty()) {
            throw new IllegalStateException("a command does not survive its line");
        }
    }

    /** Beside the first task: whoever needs the code that is being loaded waits for it, the others do not. */
    static void nativeCode() {
        try {
            SalesQuery.warmUp();
            Tensors.start();
        } catch (LinkageError | RuntimeException e) {
            // the task that needs it will say so
            System.err.println("cannot be loaded ahead: " + e);
        }
    }
}
