package io.shoptraining.zoo;

import io.shoptraining.disk.Damage;
import io.shoptraining.disk.Durable;
import io.shoptraining.disk.StoredZip;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of several models as one archive of uncompressed entries. An entry is named by the number of its model, from
 * 0, and the ending of that model's files: {@code 2.ubj}. Models without a file have no entry.
 */
final class MemberFiles implements AutoCloseable {
    static final String EXTENSION = ".zip";

    private static final Pattern NAME = Pattern.compile("(0|[1-9][0-9]?)\\.(pth|txt|ubj)");

    private final Path folder;
    private final Map<Integer, Path> byModel = new TreeMap<>();

    private MemberFiles(Path folder) {
        this.folder = folder;
    }

    /** Writes the files of some models; false, and no archive, when none has one. */
    static boolean write(Path archive, List<TrainedModel> models) {
        Map<String, ByteBuffer> entries = new LinkedHashMap<>();
        try (MemberFiles files = temporary()) {
            for (int i = 0; i < models.size(); i++) {
                String name = i + models.get(i).extension();
                Path file = files.folder.resolve(name);
                if (models.get(i).save(file)) {
                    entries.put(name, ByteBuffer.wrap(Files.readAllBytes(file)));
                }
            }
            if (entries.isEmpty()) {
                return false;
            }
            try (FileChannel out = FileChannel.open(
                    archive,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                StoredZip.write(entries, out);
            }
            return true;
        } catch (IOException e) {
            throw ShopTrainingException.io(archive.toString(), e);
        }
    }

    /**
     * The files of an archive, until this is closed.
     *
     * @throws ShopTrainingException {@link ErrorCode#DAMAGED_FILE} when it is no such archive
     */
    static MemberFiles read(Path archive) {
        MemberFiles files = temporary();
        try {
            for (Map.Entry<String, ByteBuffer> entry :
                    StoredZip.read(ByteBuffer.wrap(Files.readAllBytes(archive))).entrySet()) {
                Matcher name = NAME.matcher(entry.getKey());
                Damage.when(!name.matches(), "no model has the entry " + entry.getKey());
                Path file = files.folder.resolve(entry.getKey());
                Path earlier = files.byModel.put(Integer.valueOf(name.group(1)), file);
                Damage.when(earlier != null, "two entries are of model " + name.group(1));
                try (FileChannel out =
                        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                    while (entry.getValue().hasRemaining()) {
                        out.write(entry.getValue());
                    }
                }
            }
            return files;
        } catch (IOException e) {
            files.close();
            throw ShopTrainingException.io(archive.toString(), e);
        } catch (Damage e) {
            files.close();
            throw new ShopTrainingException(ErrorCode.DAMAGED_FILE, archive + ": " + e.getMessage(), e);
        }
    }

    /** By the number of their model. */
    Map<Integer, Path> byModel() {
        return Collections.unmodifiableMap(byModel);
    }

    private static MemberFiles temporary() {
        try {
            return new MemberFiles(Files.createTempDirectory("shoptraining-members-"));
        } catch (IOException e) {
            throw ShopTrainingException.io(System.getProperty("java.io.tmpdir"), e);
        }
    }

    @Override
    public void close() {
        try {
            Durable.deleteTree(folder);
        } catch (IOException e) {
            throw ShopTrainingException.io(folder.toString(), e);
        }
    }
}
