package io.shoptraining.client;

import io.shoptraining.errors.ShopTrainingException;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/** One file as a {@code multipart/form-data} body, read as it is sent. */
final class Multipart {
    private final Ask.Upload upload;
    private final long size;
    private final String boundary = "shoptraining-" + UUID.randomUUID();

    private Multipart(Ask.Upload upload, long size) {
        this.upload = upload;
        this.size = size;
    }

    /** @throws ShopTrainingException when the file cannot be read */
    static Multipart of(Ask.Upload upload) {
        Path file = upload.file();
        try {
            if (Files.isDirectory(file)) {
                throw new IOException("is a directory");
            }
            return new Multipart(upload, Files.size(file));
        } catch (IOException e) {
            throw ShopTrainingException.io(file.toString(), e);
        }
    }

    String type() {
        return "multipart/form-data; boundary=" + boundary;
    }

    long length() {
        return head().length + size + tail().length;
    }

    InputStream open() throws IOException {
        return new SequenceInputStream(Collections.enumeration(List.of(
                new ByteArrayInputStream(head()),
                new Counted(Files.newInputStream(upload.file())),
                new ByteArrayInputStream(tail()))));
    }

    private byte[] head() {
        // percent-encoded as browsers do it: quotes and line breaks would end the header
        String name = String.valueOf(upload.file().getFileName())
                .replace("\"", "%22")
                .replace("\r", "%0D")
                .replace("\n", "%0A");
        return ("--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name
                        + "\"\r\nContent-Type: application/octet-stream\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private byte[] tail() {
        return ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII);
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
