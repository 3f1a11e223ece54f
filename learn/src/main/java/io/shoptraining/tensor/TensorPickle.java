package io.shoptraining.tensor;

import io.shoptraining.disk.Damage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The pickle (protocol 2, PEP 307) of a torch state dict: an OrderedDict from names to calls of {@code
 * torch._utils._rebuild_tensor_v2}. The reader is no pickle machine: it compares with the one sequence of opcodes that
 * the writer writes, has neither stack nor memo, and builds nothing but names and shapes.
 */
final class TensorPickle {
    private static final int MOST_DIMENSIONS = 8;
    private static final int LONGEST_NAME = 1000;
    private static final String ORDERED_DICT = "ccollections\nOrderedDict\n)R";
    private static final String START = "\u0080\u0002" + ORDERED_DICT + "(";
    private static final String REBUILD = "ctorch._utils\n_rebuild_tensor_v2\n((";
    private static final String FLOAT_STORAGE = "ctorch\nFloatStorage\n";
    /** End of the persistent id's tuple, its look-up, and offset 0. */
    private static final String LOOK_UP = "tQK\u0000";

    private static final String NO_GRADIENT = "\u0089" + ORDERED_DICT + "tR";
    private static final String STOP = "u.";
    private static final char MARK = '(';
    private static final char TUPLE = 't';
    private static final char EMPTY_TUPLE = ')';
    private static final char UNICODE = 'X';
    private static final char INT1 = 'K';
    private static final char INT2 = 'M';
    private static final char INT4 = 'J';

    private final ByteBuffer in;

    private TensorPickle(ByteBuffer in) {
        this.in = in;
    }

    /** What the pickle says of a tensor; its values are in the storage of the same number. */
    record Header(String name, List<Long> shape, long count) {
        Header {
            shape = List.copyOf(shape);
        }
    }

    static byte[] write(Map<String, FloatArray> arrays) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        raw(out, START);
        int number = 0;
        for (Map.Entry<String, FloatArray> entry : arrays.entrySet()) {
            String name = entry.getKey();
            long[] shape = entry.getValue().shape();
            if (name.isEmpty() || name.length() > LONGEST_NAME || shape.length > MOST_DIMENSIONS) {
                throw new IllegalArgumentException("cannot be written: '" + name + "' " + Arrays.toString(shape));
            }
            text(out, name);
            raw(out, REBUILD);
            text(out, "storage");
            raw(out, FLOAT_STORAGE);
            text(out, Integer.toString(number++));
            text(out, "cpu");
            integer(out, entry.getValue().values().length);
            raw(out, LOOK_UP);
            tuple(out, shape);
            tuple(out, strides(shape));
            raw(out, NO_GRADIENT);
        }
        raw(out, STOP);
        return out.toByteArray();
    }

    private static long[] strides(long[] shape) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride = Math.multiplyExact(stride, Math.max(1, shape[i]));
        }
        return strides;
    }

    private static void raw(ByteArrayOutputStream out, String latin) {
        out.writeBytes(latin.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void text(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write(UNICODE);
        little(out, bytes.length, 4);
        out.writeBytes(bytes);
    }

    private static void integer(ByteArrayOutputStream out, long value) {
        int width = value < 0x100 ? 1 : value < 0x10000 ? 2 : 4;
        out.write(width == 1 ? INT1 : width == 2 ? INT2 : INT4);
        little(out, Math.toIntExact(value), width);
    }

    private static void little(ByteArrayOutputStream out, int value, int width) {
        for (int i = 0; i < width; i++) {
            out.write(value >>> (8 * i));
        }
    }

    private static void tuple(ByteArrayOutputStream out, long[] values) {
        if (values.length == 0) {
            out.write(EMPTY_TUPLE);
            return;
        }
        out.write(MARK);
        for (long value : values) {
            integer(out, value);
        }
        out.write(TUPLE);
    }

    static List<Header> read(ByteBuffer pickle) throws Damage {
        return new TensorPickle(pickle.duplicate().order(ByteOrder.LITTLE_ENDIAN)).headers();
    }

    private List<Header> headers() throws Damage {
        expect(START, "the start of a state dict in pickle protocol 2");
        List<Header> headers = new ArrayList<>();
        while (in.hasRemaining() && peek() == UNICODE) {
            headers.add(header(headers.size()));
        }
        expect(STOP, "the end of the state dict");
        Damage.when(in.hasRemaining(), "has bytes after its pickle");
        return headers;
    }

    private Header header(int number) throws Damage {
        String name = text();
        Damage.when(name.isEmpty(), "has a tensor without a name");
        expect(REBUILD, "a call of torch._utils._rebuild_tensor_v2");
        expectText("storage");
        expect(FLOAT_STORAGE, "torch.FloatStorage");
        expectText(Integer.toString(number));
        expectText("cpu");
        long count = integer();
        expect(LOOK_UP, "a storage and offset 0");
        long[] shape = tuple();
        long product = 1;
        long bound = 1;
        for (long size : shape) {
            product *= size;
            bound *= Math.max(1, size);
            Damage.when(bound > Integer.MAX_VALUE, "has a tensor '" + name + "' above 2 GiB");
        }
        Damage.when(product != count, "'" + name + "' has " + Arrays.toString(shape) + " of " + count + " numbers");
        long[] strides = tuple();
        Damage.when(!Arrays.equals(strides, strides(shape)), "'" + name + "' does not lie in row-major order");
        expect(NO_GRADIENT, "a tensor without gradient or hooks");
        return new Header(name, Arrays.stream(shape).boxed().toList(), count);
    }

    private char peek() {
        return (char) Byte.toUnsignedInt(in.get(in.position()));
    }

    private void expect(String latin, String meaning) throws Damage {
        byte[] expected = latin.getBytes(StandardCharsets.ISO_8859_1);
        int at = in.position();
        need(expected.length);
        byte[] found = new byte[expected.length];
        in.get(found);
        Damage.when(!Arrays.equals(found, expected), "has no " + meaning + " at byte " + at + " of its pickle");
    }

    private void expectText(String expected) throws Damage {
        String found = text();
        Damage.when(!found.equals(expected), "has '" + found + "' in its pickle where '" + expected + "' belongs");
    }

    private String text() throws Damage {
        need(5);
        Damage.when(in.get() != UNICODE, "has no text at byte " + (in.position() - 1) + " of its pickle");
        int length = in.getInt();
        Damage.when(length < 0 || length > 4 * LONGEST_NAME, "has a name of " + length + " bytes");
        need(length);
        ByteBuffer bytes = in.slice(in.position(), length);
        in.position(in.position() + length);
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(bytes);
            Damage.when(text.length() > LONGEST_NAME, "has a name of " + text.length() + " characters");
            return text.toString();
        } catch (CharacterCodingException e) {
            throw new Damage("has a name that is not UTF-8");
        }
    }

    private long integer() throws Damage {
        need(1);
        char code = (char) Byte.toUnsignedInt(in.get());
        int width = code == INT1 ? 1 : code == INT2 ? 2 : code == INT4 ? 4 : 0;
        Damage.when(width == 0, "has no number at byte " + (in.position() - 1) + " of its pickle");
        need(width);
        long value = width == 1
                ? Byte.toUnsignedInt(in.get())
                : width == 2 ? Short.toUnsignedInt(in.getShort()) : in.getInt();
        Damage.when(value < 0, "has a negative number in its pickle");
        return value;
    }

    private long[] tuple() throws Damage {
        need(1);
        char code = (char) Byte.toUnsignedInt(in.get());
        if (code == EMPTY_TUPLE) {
            return new long[0];
        }
        Damage.when(code != MARK, "has no tuple at byte " + (in.position() - 1) + " of its pickle");
        List<Long> values = new ArrayList<>();
        need(1);
        while (peek() != TUPLE) {
            Damage.when(values.size() == MOST_DIMENSIONS, "has more than " + MOST_DIMENSIONS + " dimensions");
            values.add(integer());
            need(1);
        }
        in.get();
        return values.stream().mapToLong(Long::longValue).toArray();
    }

    private void need(int bytes) throws Damage {
        Damage.when(in.remaining() < bytes, "has a pickle that is cut off");
    }
}
