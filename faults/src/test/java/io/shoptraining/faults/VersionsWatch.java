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

/** An outside reader of {@code versions.json}, without any lock: whenever it looks, it must see a whole file that never goes back. */
final class VersionsWatch implements AutoCloseable {
    private final Path file;
    private final Thread thread;
    private final Map<String, Integer> highest = new TreeMap<>();
    private final List<String> faults = new ArrayList<>();
    private volatile boolean closed;
    private volatile boolean paused;

    VersionsWatch(Path file) {
        this.file = file;
        this.thread = new Thread(this::run, "versions-watch");
        thread.setDaemon(true);
        thread.start();
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
