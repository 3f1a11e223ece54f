package io.shoptraining.client;

import io.shoptraining.errors.ShopTrainingException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file as the body of a request, read as it is sent. */
final class SentFile {
    static final String TYPE = "application/octet-stream";

    private final Ask.Upload upload;
    private final long size;

    private SentFile(Ask.Upload upload, long size) {
        this.upload = upload;
        this.size = size;
    }

    /** @throws ShopTrainingException when the file cannot be read */
    static SentFile of(Ask.Upload upload) {
        Path file = upload.file();
        try {
            if (Files.isDirectory(file)) {
                throw new IOException("is a directory");
            }
            return new SentFile(upload, Files.size(file));
        } catch (IOException e) {
            throw ShopTrainingException.io(file.toString(), e);
        }
    }

    long length() {
        return size;
    }

    InputStream open() throws IOException {
        return new Counted(Files.newInputStream(upload.file()));
    }

    private final class Counted extends FilterInputStream {
        private long sent;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int read = super.read(bytes, from, length);
            count(Math.max(0, read));
            return read;
        }

        private void count(int bytes) {
            sent += bytes;
            upload.progress().sent(sent, size);
        }
    }
}
