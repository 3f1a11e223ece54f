package io.shoptraining.sales;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;

/** The bytes of a client's file: hashed as they lie, unpacked when they are gzip, counted for the progress. */
final class Source implements AutoCloseable {
    /** So many bytes of every packed one, beyond the first {@link #FREE}, are a bomb and no table. */
    private static final long MAX_RATIO = 200;

    private static final long FREE = 64 << 20;

    private final MessageDigest digest = Durable.digest();
    private final Counting counting;
    private final InputStream text;

    Source(Path file, ProgressListener progress) throws IOException {
        counting = new Counting(Files.newInputStream(file), Files.size(file), progress);
        BufferedInputStream raw = new BufferedInputStream(new DigestInputStream(counting, digest), 1 << 16);
        raw.mark(4);
        byte[] magic = raw.readNBytes(2);
        raw.reset();
        boolean gzip = magic.length == 2 && magic[0] == 0x1f && magic[1] == (byte) 0x8b;
        text = gzip ? new Unpacked(new GZIPInputStream(raw, 1 << 16), Files.size(file)) : raw;
    }

    static boolean isParquet(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] magic = in.readNBytes(4);
            return magic.length == 4 && magic[0] == 'P' && magic[1] == 'A' && magic[2] == 'R' && magic[3] == '1';
        }
    }

    InputStream text() {
        return text;
    }

    /** Only right after everything was read. */
    String sha256() {
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public void close() throws IOException {
        text.close();
    }

    static ShopTrainingException refused(String message) {
        return new ShopTrainingException(ErrorCode.DATA_REFUSED, message);
    }

    /** How many bytes a packed file of sales may unpack to. */
    static long mostUnpacked(long packed) {
        return FREE + MAX_RATIO * packed;
    }

    static ShopTrainingException unpacksToTooMuch(String kind) {
        return refused("the " + kind + " file unpacks to more than " + MAX_RATIO
                + " times its size; this does not look like a table of sales");
    }

    private static final class Unpacked extends WatchedStream {
        private long left;

        Unpacked(InputStream in, long packed) {
            super(in);
            this.left = mostUnpacked(packed);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int n = in.read(bytes, offset, length);
            left -= Math.max(0, n);
            if (left < 0) {
                throw unpacksToTooMuch("gzip");
            }
            return n;
        }
    }

    private static final class Counting extends InputStream {
        private static final long STEP = 8 << 20;
        private final InputStream in;
        private final long total;
        private final ProgressListener progress;
        private long done;
        private long told;

        Counting(InputStream in, long total, ProgressListener progress) {
            this.in = in;
            this.total = total;
            this.progress = progress;
        }

        @Override
        public int read() throws IOException {
            int value = in.read();
            done += value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int n = in.read(bytes, offset, length);
            done += Math.max(0, n);
            if (done - told >= STEP || n < 0) {
                told = done;
                progress.progressed("reading", done, total);
            }
            return n;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
