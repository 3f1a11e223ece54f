package io.shoptraining.server;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.index.VersionGate;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * The settings of a server, each with a default.
 *
 * @param maxWorkers how many trainings run at once, 1 to 64; one per core, two at most, unless said otherwise
 * @param workerHeap Java heap of each worker process, {@code 512m} or {@code 2g}
 * @param maxAttempts how many workers a task may lose before it has failed, 1 to 10
 * @param gateMinR2 the lowest R² with which a model is accepted, -1 to 1
 * @param gateBeatsSeasonalNaive whether an accepted model must also beat the seasonal naive forecast
 */
public record Configuration(
        int maxWorkers,
        String workerHeap,
        int maxAttempts,
        double gateMinR2,
        boolean gateBeatsSeasonalNaive,
        Listening listening,
        Limits limits) {
    private static final String NAME = "[A-Za-z0-9]([A-Za-z0-9.-]{0,253})?|\\[[0-9A-Fa-f:.]{2,45}]";
    private static final String ORIGIN = "https?://(" + NAME + ")(:[0-9]{1,5})?";

    /** With the defaults for all that has to do with others. */
    public Configuration(
            int maxWorkers, String workerHeap, int maxAttempts, double gateMinR2, boolean gateBeatsSeasonalNaive) {
        this(
                maxWorkers,
                workerHeap,
                maxAttempts,
                gateMinR2,
                gateBeatsSeasonalNaive,
                Listening.defaults(),
                Limits.defaults());
    }

    public static Configuration defaults() {
        return new Configuration(Math.min(Runtime.getRuntime().availableProcessors(), 2), "2g", 3, 0.0, false);
    }

    VersionGate versionGate() {
        return new VersionGate(gateMinR2, gateBeatsSeasonalNaive);
    }

    /** As this one, but listening elsewhere. */
    public Configuration with(Listening other) {
        return new Configuration(maxWorkers, workerHeap, maxAttempts, gateMinR2, gateBeatsSeasonalNaive, other, limits);
    }

    /** As this one, with other limits. */
    public Configuration with(Limits other) {
        return new Configuration(
                maxWorkers, workerHeap, maxAttempts, gateMinR2, gateBeatsSeasonalNaive, listening, other);
    }

    /**
     * Reads {@code shoptraining.properties}; the defaults where there is none.
     *
     * @throws ShopTrainingException {@link ErrorCode#INVALID_CONFIGURATION} with every unknown key and bad value
     */
    public static Configuration read(Path file) {
        if (!Files.exists(file)) {
            return defaults();
        }
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            properties.load(in);
        } catch (IllegalArgumentException e) {
            throw new ShopTrainingException(ErrorCode.INVALID_CONFIGURATION, file + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw ShopTrainingException.io(file.toString(), e);
        }
        return of(new Settings(properties));
    }

    private static Configuration of(Settings settings) {
        Configuration defaults = defaults();
        int maxWorkers = settings.whole("max_workers", defaults.maxWorkers, 1, 64);
        String workerHeap = settings.text(
                "worker_heap",
                defaults.workerHeap,
                "a number with m or g, such as 512m or 2g",
                text -> text.matches("[1-9][0-9]{0,5}[mg]"));
        int maxAttempts = settings.whole("max_attempts", defaults.maxAttempts, 1, 10);
        double gateMinR2 = settings.number("gate_min_r2", defaults.gateMinR2, -1, 1);
        boolean gateBeats =
                settings.choice("gate_beats_seasonal_naive", defaults.gateBeatsSeasonalNaive, "true", "false");
        Limits limits = limits(settings, defaults.limits);
        Listening none = defaults.listening;
        String host = settings.text(
                "host", none.host(), "an address or a name", text -> text.matches(NAME + "|[0-9A-Fa-f:]{2,45}"));
        int port = settings.whole("port", none.port(), 0, 65_535);
        var allowedHosts =
                settings.texts("allowed_hosts", "names with commas between them", text -> text.matches(NAME));
        var allowedOrigins = settings.texts(
                "allowed_origins",
                "origins such as https://shop.example, with commas between them",
                text -> text.matches(ORIGIN));
        boolean signIn = settings.choice("auth", none.signIn(), "on", "off");
        int patience = settings.whole("request_timeout_seconds", none.patienceSeconds(), 1, 30);
        settings.check();
        return new Configuration(
                maxWorkers,
                workerHeap,
                maxAttempts,
                gateMinR2,
                gateBeats,
                new Listening(host, port, allowedHosts, allowedOrigins, signIn, patience),
                limits);
    }

    private static Limits limits(Settings settings, Limits defaults) {
        return new Limits(
                settings.whole("max_upload_mb", defaults.maxUploadMb(), 2, 1_048_576),
                settings.whole("max_queued", defaults.maxQueued(), 1, 10_000_000),
                settings.whole("task_time_limit_seconds", defaults.taskTimeLimitSeconds(), 0, 30 * 86_400),
                settings.whole("task_memory_limit_mb", defaults.taskMemoryLimitMb(), 0, 1_048_576),
                settings.whole("stall_seconds", defaults.stallSeconds(), 1, 86_400),
                settings.whole("worker_recycle_after", defaults.workerRecycleAfter(), 1, 1_000_000),
                settings.whole("retention_days", defaults.retentionDays(), 1, 36_500));
    }
}
