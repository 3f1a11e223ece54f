package io.shoptraining.faults;

import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An outside reader of a store, without any lock: whenever it looks, {@code versions.json} must be a whole file that has
 * not gone back. It also takes down which checkpoints it saw, and when.
 */
final class StoreWatch implements AutoCloseable {
    private static final Pattern CHECKPOINT = Pattern.compile("(.+)_checkpoint_epoch_([0-9]+)\\.pth");

    private final Path file;
    private final Path checkpoints;
    private final Thread thread;
    private final Map<String, Checkpoint> seen = new TreeMap<>();
    private final Map<String, Integer> highest = new TreeMap<>();
    private final List<String> faults = new ArrayList<>();
    private volatile boolean closed;
    private volatile boolean paused;

    StoreWatch(Path savedModels) {
        this.file = savedModels.resolve("versions.json");
        this.checkpoints = savedModels.resolve("checkpoints");
        this.thread = new Thread(this::run, "store-watch");
        thread.setDaemon(true);
        thread.start();
    }

    /** A checkpoint that was in its place, and when that was first seen. */
    record Checkpoint(String prefix, int epoch, long nanos) {}

    synchronized List<Checkpoint> checkpoints() {
        return List.copyOf(seen.values());
    }

    private synchronized void lookForCheckpoints() {
        String[] names = checkpoints.toFile().list();
        for (String name : names == null ? new String[0] : names) {
            Matcher matcher = CHECKPOINT.matcher(name);
            if (matcher.matches()) {
                seen.putIfAbsent(
                        name, new Checkpoint(matcher.group(1), Integer.parseInt(matcher.group(2)), System.nanoTime()));
            }
        }
    }

    synchronized List<String> faults() {
        return List.copyOf(faults);
    }

    /** Looks away, while the file is damaged on purpose; what was seen before counts no more. */
    void pause() {
        paused = true;
        synchronized (this) {
            highest.clear();
        }
    }

    void resume() {
        paused = false;
    }

    private void run() {
        while (!closed) {
            if (!paused) {
                look();
            }
            lookForCheckpoints();
            try {
                TimeUnit.MILLISECONDS.sleep(15);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    synchronized void look() {
        String text;
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException e) {
            if (!highest.isEmpty()) {
                faults.add("vanished");
            }
            return;
        } catch (IOException e) {
            faults.add("cannot be read: " + e);
            return;
        }
        try {
            Map<String, Object> read = Json.readObject(text);
            highest.forEach((identifier, version) -> {
                if (!(read.get(identifier) instanceof Integer now) || now < version) {
                    faults.add(identifier + " was " + version + " and became " + read.get(identifier));
                }
            });
            read.forEach((identifier, version) -> {
                if (version instanceof Integer number) {
                    highest.merge(identifier, number, Math::max);
                }
            });
        } catch (ShopTrainingException e) {
            faults.add("torn: '" + text + "'");
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
