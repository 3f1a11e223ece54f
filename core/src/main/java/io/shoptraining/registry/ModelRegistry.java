package io.shoptraining.registry;

import io.shoptraining.disk.Durable;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The flat store of trained models. Whoever writes holds the {@link StoreLock}; anybody may read. Thread-safe.
 *
 * <p>Every method throws a {@link ShopTrainingException} that says what is wrong with the disk when it is.
 */
public final class ModelRegistry {
    private static final int LOCKS = 64;

    private final StoreLayout layout;
    private final boolean writable;
    private final MetadataFiles metadataFiles;
    private final VersionsFile versions;
    private final Publication publication;
    private final Checkpoints checkpoints;
    private final Inspection inspection;
    private final Housekeeping housekeeping;
    private final NumbersSeen numbers;
    private final Optional<Object> lock;

    /** Each for the models whose names fall to it: one for every name would stay for ever. */
    private final List<Object> locks = Stream.generate(Object::new).limit(LOCKS).toList();

    private ModelRegistry(Path savedModels, boolean writable) {
        this.layout = new StoreLayout(savedModels.toAbsolutePath().normalize());
        this.writable = writable;
        this.metadataFiles = new MetadataFiles(layout);
        this.versions = new VersionsFile(layout.root(), metadataFiles::highestAccepted);
        this.publication = new Publication(layout, metadataFiles, versions);
        this.checkpoints = new Checkpoints(layout);
        this.housekeeping = new Housekeeping(layout);
        this.inspection = new Inspection(layout, metadataFiles, versions, housekeeping);
        this.numbers = new NumbersSeen(layout);
        this.lock = StoreLock.key(layout);
    }

    /** Opens a store for writing, and creates it where there is none. */
    public static ModelRegistry open(Path savedModels) {
        ModelRegistry registry = new ModelRegistry(savedModels, true);
        registry.write(() -> {
            registry.layout.create();
            registry.housekeeping.probe();
        });
        return registry;
    }

    /** Opens a store without ever writing to it. */
    public static ModelRegistry readOnly(Path savedModels) {
        return new ModelRegistry(savedModels, false);
    }

    /** An empty directory of its own for one attempt. */
    public Path stage(String taskId, int attempt) {
        Path stage = layout.stage(taskId, attempt);
        write(() -> {
            Durable.deleteTree(stage);
            Durable.fleetingDirectory(stage);
        });
        return stage;
    }

    /** Where the directory of an attempt is, whether it exists or not. */
    public Path stagePath(String taskId, int attempt) {
        return layout.stage(taskId, attempt);
    }

    /** Deletes the directory of an attempt that is over. */
    public void dropStage(String taskId, int attempt) {
        write(() -> Durable.deleteTree(layout.stage(taskId, attempt)));
    }

    /**
     * K4 to K8: takes over a checkpoint that a worker finished.
     *
     * @param best whether it is also the best so far
     * @throws ShopTrainingException {@link ErrorCode#DAMAGED_FILE} when the file is not what was reported
     */
    public void adoptCheckpoint(String prefix, String taskId, int attempt, int epoch, boolean best, StagedFile file) {
        Path staged = layout.stage(taskId, attempt).resolve(file.name());
        locked(prefix, () -> checkpoints.adopt(prefix, staged, epoch, best, file));
    }

    /**
     * The checkpoint from which a training goes on: the recorded one, or the one before when that is damaged.
     *
     * @param epoch of the last recorded checkpoint
     * @param sha256 of the last recorded checkpoint
     */
    public Optional<Path> newestCheckpoint(String prefix, int epoch, String sha256) {
        return read(() -> checkpoints.newest(StoreLayout.checked(prefix), epoch, sha256));
    }

    /** P11: deletes the epoch checkpoints of a training that is over; the best one stays. */
    public void pruneCheckpoints(String prefix) {
        locked(prefix, () -> checkpoints.prune(prefix));
    }

    /** The models of which epoch checkpoints are kept. */
    public Set<String> checkpointed() {
        return read(checkpoints::recordedPrefixes);
    }

    /**
     * P3: checks the size and hash of every staged file. From now on each lies in the stage under its final name.
     *
     * @throws ShopTrainingException {@link ErrorCode#DAMAGED_FILE} when a file is not what was reported
     */
    public List<ManifestFile> manifest(String prefix, String taskId, int attempt, List<StagedFile> files) {
        StoreLayout.checked(prefix);
        requireWritable();
        return read(() -> publication.manifest(prefix, layout.stage(taskId, attempt), files));
    }

    /**
     * P5 to P8: puts a model's files in place and commits them with the metadata; an accepted model then raises
     * {@code versions.json}. May be repeated after an interruption.
     *
     * @param stage where the files of {@link #manifest} are
     * @throws ShopTrainingException {@link ErrorCode#CONFLICT} when the name belongs to another model,
     *     {@link ErrorCode#STORE_IN_USE} when the store's lock file is no longer the one that was there at the opening
     */
    public void publish(ModelMetadata metadata, Path stage) {
        locked(metadata.filenamePrefix(), () -> {
            StoreLock.requireSame(layout, lock);
            publication.publish(metadata, stage);
        });
    }

    /** What recovery has to do about a publication that may have been interrupted. */
    public PublishState state(String prefix, List<ManifestFile> manifest, Path stage) {
        return read(() -> publication.state(StoreLayout.checked(prefix), manifest, stage));
    }

    /** Puts whatever is in place of a publication that cannot be completed into quarantine, the metadata first. */
    public void rollBack(String prefix, List<ManifestFile> manifest) {
        locked(prefix, () -> {
            Stream<Path> files = manifest.stream().map(file -> layout.root().resolve(file.name()));
            housekeeping.quarantine(
                    Stream.concat(Stream.of(layout.metadata(prefix)), files).toList());
        });
    }

    /**
     * Takes a model out of the store: its files and its best checkpoint go into quarantine, the metadata first, so that a
     * model is never there without its files. May be repeated after an interruption. {@code versions.json} stays as it
     * is, since it never decreases.
     */
    public void remove(String prefix, List<ManifestFile> manifest) {
        locked(prefix, () -> {
            List<Path> files = new ArrayList<>();
            files.add(layout.metadata(prefix));
            manifest.forEach(file -> files.add(layout.root().resolve(file.name())));
            files.add(layout.checkpoints().resolve(ModelFileName.bestCheckpoint(prefix)));
            housekeeping.quarantine(files);
        });
    }

    /**
     * Writes a model as one bundle, which {@link #unpack} reads here or in another store.
     *
     * @throws ShopTrainingException {@link ErrorCode#DAMAGED_FILE} when a file is not the one that was published
     */
    public void export(String prefix, WritableByteChannel out) {
        read(() -> {
            ModelMetadata metadata = metadataFiles.read(StoreLayout.checked(prefix));
            for (ManifestFile file : metadata.manifest()) {
                Content.require(layout.root().resolve(file.name()), file.size(), file.sha256());
            }
            String store = StoreLock.storeId(layout.root()).orElse(null);
            BundleFile.write(metadata.from(new Origin(prefix, store, null, null)), layout.root(), out);
            return true;
        });
    }

    /**
     * {@link #export(String, WritableByteChannel)} into a new file, which appears when it is complete and durable.
     *
     * @throws ShopTrainingException {@link ErrorCode#CONFLICT} when there is such a file already
     */
    public void export(String prefix, Path bundle) {
        Path part = bundle.resolveSibling("." + StoreLayout.name(bundle) + ".part");
        try {
            try (FileChannel channel = FileChannel.open(
                    part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                export(prefix, channel);
                channel.force(true);
            }
            Durable.protect(part);
            Durable.link(part, bundle);
        } catch (FileAlreadyExistsException e) {
            throw new ShopTrainingException(ErrorCode.CONFLICT, bundle + " is there already; it was left as it is", e);
        } catch (IOException e) {
            throw ShopTrainingException.io(bundle.toString(), e);
        } finally {
            read(() -> Files.deleteIfExists(part));
        }
    }

    /**
     * Checks a bundle and unpacks it into a stage, from which it is published like any trained model.
     *
     * @param importId takes the place of the task; {@link #stage} has made its directory
     * @throws ShopTrainingException {@link ErrorCode#UNSUPPORTED_MEDIA_TYPE} when it is another kind of file,
     *     {@link ErrorCode#DAMAGED_FILE} when it is a bundle that cannot be trusted
     */
    public Bundle unpack(Path bundle, String importId) {
        requireWritable();
        return read(() -> BundleFile.unpack(bundle, layout.stage(importId, 1)));
    }

    /**
     * Brings {@code versions.json} up to the highest accepted versions; never lowers a number. A missing or damaged file,
     * which is kept aside, is made anew from the metadata of every model.
     */
    public void raiseVersions(Map<String, Integer> accepted) {
        write(() -> versions.raise(accepted));
    }

    /** The prefixes of all metadata files, whether they can be read or not. */
    public Set<String> prefixes() {
        return read(metadataFiles::prefixes);
    }

    /** A quick look whether a model's files are there and of the right size; {@link #verify} reads them. */
    public Optional<Problem> missing(List<ManifestFile> manifest) {
        return read(() -> inspection.missing(manifest));
    }

    /**
     * Deletes what ended attempts left behind.
     *
     * @param keep {@code task.attempt} of the attempts that go on
     */
    public void cleanStages(Set<String> keep) {
        write(() -> housekeeping.cleanStages(keep));
    }

    /**
     * The metadata of a model.
     *
     * @throws ShopTrainingException {@link ErrorCode#DAMAGED_FILE} when it is there but cannot be used
     */
    public Optional<ModelMetadata> find(String prefix) {
        if (ModelFileName.parse(prefix).isEmpty()) {
            return Optional.empty();
        }
        return read(() -> Files.exists(layout.metadata(prefix))
                ? Optional.of(metadataFiles.read(prefix))
                : Optional.<ModelMetadata>empty());
    }

    /**
     * The model file, checked; empty for a model that is all metadata.
     *
     * @throws ShopTrainingException {@link ErrorCode#DAMAGED_FILE} when its bytes are not those that were published
     */
    public Optional<Path> modelFile(ModelMetadata metadata) {
        return file(metadata, "model");
    }

    /**
     * A file of a model, checked; the metadata file for kind {@code metadata}. Empty when the model has none of that kind.
     *
     * @throws ShopTrainingException {@link ErrorCode#DAMAGED_FILE} when its bytes are not those that were published
     */
    public Optional<Path> file(ModelMetadata metadata, String kind) {
        return read(() -> {
            if (kind.equals("metadata")) {
                return Optional.of(layout.metadata(metadata.filenamePrefix()));
            }
            for (ManifestFile file : metadata.manifest()) {
                if (file.kind().equals(kind)) {
                    Path path = layout.root().resolve(file.name());
                    Content.require(path, file.size(), file.sha256());
                    return Optional.of(path);
                }
            }
            return Optional.<Path>empty();
        });
    }

    /** The highest accepted version of every identifier, as {@code versions.json} has it. */
    public Map<String, Integer> versions() {
        return Map.copyOf(read(versions::read));
    }

    /**
     * The highest number in use for an identifier, by {@code versions.json} and by the names of the files that were there
     * when this was first asked; 0 for none. Later numbers are in the ledger of whoever holds the store.
     */
    public int highestVersion(String identifier) {
        return read(() -> Math.max(versions.read().getOrDefault(identifier, 0), numbers.highest(identifier)));
    }

    /**
     * What is wrong with one model; empty when nothing is.
     *
     * @throws ShopTrainingException {@link ErrorCode#IO_ERROR} when it cannot be read for the moment
     */
    public List<Problem> verify(String prefix) {
        return read(() -> inspection.model(StoreLayout.checked(prefix)));
    }

    /**
     * What is wrong with the whole store.
     *
     * @param modelCheck opens a model file; throws a {@link ShopTrainingException} when it cannot be used
     */
    public VerifyReport verifyAll(Consumer<Path> modelCheck) {
        return read(() -> inspection.all(modelCheck));
    }

    private interface Reading<T> {
        T run() throws IOException;
    }

    private interface Writing {
        void run() throws IOException;
    }

    private void locked(String prefix, Writing work) {
        StoreLayout.checked(prefix);
        synchronized (locks.get(Math.floorMod(prefix.hashCode(), LOCKS))) {
            write(work);
        }
    }

    private void write(Writing work) {
        requireWritable();
        read(() -> {
            work.run();
            return true;
        });
    }

    private <T> T read(Reading<T> work) {
        try {
            return work.run();
        } catch (IOException e) {
            throw ShopTrainingException.io("the store " + layout.root(), e);
        } catch (UncheckedIOException e) {
            throw ShopTrainingException.io("the store " + layout.root(), Objects.requireNonNull(e.getCause()));
        }
    }

    private void requireWritable() {
        if (!writable) {
            throw new ShopTrainingException(
                    ErrorCode.STORE_READ_ONLY, "the store " + layout.root() + " was opened for reading only");
        }
    }
}
