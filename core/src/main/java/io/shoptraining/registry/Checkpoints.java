package io.shoptraining.registry;

import io.shoptraining.disk.Durable;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The checkpoints of models in training. A record beside them keeps their hashes, so that the one before the last can
 * be trusted when the last is damaged.
 */
final class Checkpoints {
    private static final int KEPT = 2;
    private static final String RECORD = ".json";

    private final StoreLayout layout;

    Checkpoints(StoreLayout layout) {
        this.layout = layout;
    }

    /** The epoch checkpoints that may be there, oldest first; at most {@link #KEPT} of them for long. */
    private record Kept(List<Entry> epochs) {}

    private record Entry(int epoch, long size, String sha256) {}

    /** Moves a checkpoint from its attempt's directory to its place, and keeps the last two. */
    void adopt(String prefix, Path staged, int epoch, boolean best, StagedFile file) throws IOException {
        Content.require(staged, file.size(), file.sha256());
        Durable.protect(staged);
        Durable.syncFile(staged);
        if (best) {
            Path second = layout.hidden().resolve(prefix + ".best.tmp");
            Files.deleteIfExists(second);
            try {
                Files.createLink(second, staged);
            } catch (UnsupportedOperationException e) {
                Durable.write(second, Files.readAllBytes(staged));
            }
            Durable.rename(second, layout.checkpoints().resolve(ModelFileName.bestCheckpoint(prefix)));
        }
        // recorded before it is there, and until it is there no more: no checkpoint is ever without a record
        List<Entry> there = new ArrayList<>(recorded(prefix));
        there.removeIf(entry -> entry.epoch() == epoch || !Files.exists(epochFile(prefix, entry.epoch())));
        there.add(new Entry(epoch, file.size(), file.sha256()));
        Durable.replace(
                record(prefix),
                layout.hidden().resolve(prefix + ".record.tmp"),
                Json.write(new Kept(there)).getBytes(StandardCharsets.UTF_8));
        Failpoint.reach("checkpoint.beforeRename");
        Durable.rename(staged, epochFile(prefix, epoch));
        Failpoint.reach("checkpoint.afterRename");
        // a later epoch than this one belongs to an attempt that was given up
        List<Entry> kept =
                there.stream().filter(entry -> entry.epoch() <= epoch).toList();
        delete(prefix, there, kept.subList(Math.max(0, kept.size() - KEPT), kept.size()));
    }

    /**
     * The checkpoint that the database knows of, if its bytes are what they should be; else the newest of the others. A
     * later one than it knows of was taken over just before the server ended.
     *
     * @param epoch the last one that the database knows of
     * @param sha256 what it must hash to
     */
    Optional<Path> newest(String prefix, int epoch, String sha256) throws IOException {
        List<Entry> candidates = new ArrayList<>(recorded(prefix));
        candidates.removeIf(entry -> entry.epoch() == epoch);
        candidates.sort(Comparator.comparingInt(Entry::epoch).reversed());
        candidates.add(0, new Entry(epoch, -1, sha256));
        for (Entry entry : candidates) {
            Path file = epochFile(prefix, entry.epoch());
            if (Content.fault(file, entry.size(), entry.sha256()).isEmpty()) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    /** Deletes every epoch checkpoint of a model that is finished; its best one stays. */
    void prune(String prefix) throws IOException {
        delete(prefix, recorded(prefix), List.of());
        Files.deleteIfExists(record(prefix));
    }

    /** By the names of the record: the directory holds the checkpoints of every model. */
    private void delete(String prefix, List<Entry> recorded, List<Entry> kept) throws IOException {
        Set<Integer> epochs = kept.stream().map(Entry::epoch).collect(Collectors.toSet());
        boolean deleted = false;
        for (Entry entry : recorded) {
            deleted |= !epochs.contains(entry.epoch()) && Files.deleteIfExists(epochFile(prefix, entry.epoch()));
        }
        if (deleted) {
            Durable.syncDirectory(layout.checkpoints());
        }
    }

    private List<Entry> recorded(String prefix) throws IOException {
        Path record = record(prefix);
        if (!Files.exists(record)) {
            return List.of();
        }
        try {
            return Json.read(Files.readString(record), Kept.class).epochs();
        } catch (ShopTrainingException e) {
            if (e.code() == ErrorCode.INVALID_REQUEST) {
                return List.of(); // torn: the checkpoints it named cannot be trusted, the next one starts a new record
            }
            throw e;
        }
    }

    /** The models that have a record. */
    Set<String> recordedPrefixes() throws IOException {
        Set<String> prefixes = new LinkedHashSet<>();
        for (Path record : StoreLayout.list(layout.checkpointRecords())) {
            String name = StoreLayout.name(record);
            String prefix = name.endsWith(RECORD) ? name.substring(0, name.length() - RECORD.length()) : name;
            if (ModelFileName.parse(prefix).isPresent()) {
                prefixes.add(prefix);
            }
        }
        return prefixes;
    }

    private Path record(String prefix) {
        return layout.checkpointRecords().resolve(prefix + RECORD);
    }

    private Path epochFile(String prefix, int epoch) {
        return layout.checkpoints().resolve(ModelFileName.epochCheckpoint(prefix, epoch));
    }
}
