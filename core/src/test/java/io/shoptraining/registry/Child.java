package io.shoptraining.registry;

import io.shoptraining.errors.ShopTrainingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** What the second process of a test does. */
final class Child {
    private Child() {}

    /** {@code lock STORE}, {@code raise STORE NAME COUNT} or {@code publish STORE}. */
    public static void main(String... arguments) throws IOException {
        Path store = Path.of(arguments[1]);
        switch (arguments[0]) {
            case "lock" -> lock(store);
            case "raise" -> {
                VersionsFile versions = new VersionsFile(store, Map::of);
                for (int version = 1; version <= Integer.parseInt(arguments[3]); version++) {
                    versions.raise(Map.of(arguments[2], version, "shared", version, arguments[2] + version, 1));
                }
            }
            case "publish" -> {
                ModelRegistry registry = ModelRegistry.open(store);
                registry.publish(Shop.staged(registry, 1, 1, "accepted"), Shop.stageOf(registry, 1));
            }
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    /** Takes the store, says so, and keeps it until it is killed or its input ends. */
    private static void lock(Path store) throws IOException {
        try (StoreLock lock = StoreLock.acquire(store, "child")) {
            System.out.println("locked " + Shop.epoch(store));
            while (System.in.read() >= 0) {
                // the parent keeps the input open for as long as the store is to be held
            }
        } catch (ShopTrainingException e) {
            System.out.println(e.code() + " " + e.getMessage());
        }
    }
}
