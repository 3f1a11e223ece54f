package io.shoptraining.pipeline;

import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.registry.StagedFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The attempt's own directory: nobody else writes there, and nothing in it counts before it is reported. */
record StagingDirectory(Path path) {
    private static final int BUFFER = 1 << 16;

    Path file(String name) {
        return path.resolve(name);
    }

    /** Forces a file that was written to disk, then measures it. */
    StagedFile finish(String kind, String name) {
        Path file = file(name);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
            return new StagedFile(kind, name, channel.size(), sha256(file));
        } catch (IOException e) {
            throw ShopTrainingException.io(file.toString(), e);
        }
    }

    static String sha256(Path file) {
        return sha256(file, () -> {});
    }

    /** @param check called now and then; throws to stop */
    static String sha256(Path file, Runnable check) {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                check.run();
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw ShopTrainingException.io(file.toString(), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
