package io.shoptraining.sales;

import java.io.IOException;
import java.io.InputStream;

/**
 * A stream that has a say in every read of another. Its readers override the read of many bytes: {@link InputStream} makes
 * skips of it, and here so are reads of one byte.
 */
abstract class WatchedStream extends InputStream {
    final InputStream in;

    WatchedStream(InputStream in) {
        this.in = in;
    }

    @Override
    public abstract int read(byte[] bytes, int offset, int length) throws IOException;

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public final void close() throws IOException {
        in.close();
    }
}
