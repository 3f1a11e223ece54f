package io.shoptraining.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreLockTest {
    @TempDir
    Path store;

    @Test
    void aLockHeldByAnotherProcessNamesItsHolder() throws IOException, InterruptedException {
        try (ChildJvm child = ChildJvm.start(Child.class, "--", "lock", store.toString())) {
            assertThat(child.readLine()).isEqualTo("locked 1");
            assertThatThrownBy(() -> StoreLock.acquire(store, "test"))
                    .isInstanceOfSatisfying(
                            ShopTrainingException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_IN_USE))
                    .hasMessageContaining("is in use by process " + child.pid() + " on ")
                    .hasMessageContaining(" since 20")
                    .hasMessageEndingWith("(child)");
            assertThat(StoreLock.holder(store).orElseThrow().pid()).isEqualTo(child.pid());
            child.close();
            child.exitCode();
        }
        assertThat(StoreLock.holder(store)).isEmpty();
        try (StoreLock lock = StoreLock.acquire(store, "test")) {
            assertThat(Shop.epoch(store)).isEqualTo(2);
        }
    }

    @Test
    void aSecondAttemptWithinTheProcessIsRefusedAndLeavesTheLockAlone() throws IOException {
        try (StoreLock lock = StoreLock.acquire(store, "first")) {
            assertThatThrownBy(() -> StoreLock.acquire(store.resolve("..").resolve(store.getFileName()), "second"))
                    .hasMessageContaining("(first)");
            try (ChildJvm child = ChildJvm.start(Child.class, "--", "lock", store.toString())) {
                assertThat(child.readLine())
                        .startsWith("STORE_IN_USE")
                        .contains("process " + ProcessHandle.current().pid());
            }
            assertThat(StoreLock.storeId(store)).isPresent();
        }
    }

    @Test
    void aClosedLockIsFreeAndEveryAcquisitionRaisesTheEpoch() throws IOException {
        Optional<String> id = Optional.empty();
        for (int epoch = 1; epoch <= 3; epoch++) {
            StoreLock lock = StoreLock.acquire(store, "test");
            assertThat(Shop.epoch(store)).isEqualTo(epoch);
            assertThat(id.isEmpty() || id.equals(StoreLock.storeId(store))).isTrue();
            id = StoreLock.storeId(store);
            lock.close();
            lock.close();
            assertThat(StoreLock.holder(store)).isEmpty();
        }
        assertThat(store.resolve(".store/LOCK")).exists();
    }

    /** F30. */
    @Test
    void nothingIsPublishedOnceTheLockFileIsNoLongerOurs() throws IOException {
        try (StoreLock first = StoreLock.acquire(store, "first")) {
            ModelRegistry registry = ModelRegistry.open(store);
            Shop.published(registry, 1, "accepted");
            ModelMetadata metadata = Shop.staged(registry, 2, 1, "accepted");
            Path lock = store.resolve(".store/LOCK");
            Path aside = Files.move(lock, store.resolve(".store/aside"));
            refused(registry, metadata);
            Files.createFile(lock);
            refused(registry, metadata);
            Files.move(aside, lock, StandardCopyOption.REPLACE_EXISTING);
            registry.publish(metadata, Shop.stageOf(registry, 1));
            assertThat(registry.verifyAll(file -> {}).problems()).isEmpty();
        }
    }

    private static void refused(ModelRegistry registry, ModelMetadata metadata) {
        assertThatThrownBy(() -> registry.publish(metadata, Shop.stageOf(registry, 1)))
                .isInstanceOfSatisfying(
                        ShopTrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_IN_USE))
                .hasMessageContaining("deleted or replaced");
        assertThat(registry.find(metadata.filenamePrefix())).isEmpty();
    }

    @Test
    void anUnknownHolderIsAnotherProgram() throws IOException {
        try (ChildJvm child = ChildJvm.start(Child.class, "--", "lock", store.toString())) {
            assertThat(child.readLine()).startsWith("locked");
            Files.writeString(store.resolve(".store/STORE.json"), "{torn");
            assertThatThrownBy(() -> StoreLock.acquire(store, "test"))
                    .hasMessageEndingWith("in use by another program");
        }
    }
}
