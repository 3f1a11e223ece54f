package io.shoptraining.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shoptraining.access.Principal;
import io.shoptraining.testing.RandomSeeds;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FormFileTest {
    private static final List<String> PIECES = List.of(
            "\r", "\n", "\r\n", "-", "--", "\r\n-", "\r\n--", "\r\n--bo", "\r\n--bound", "--bound", "a", "1,2\n", "\0");

    @RandomSeeds
    void whateverIsInTheFileComesOutOfTheForm(long seed) throws IOException {
        Random random = new Random(seed);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (int i = random.nextInt(20_000); i > 0; i--) {
            content.writeBytes(PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.ISO_8859_1));
        }
        byte[] file = content.toByteArray();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(head("file", "a.csv"));
        body.writeBytes(file);
        body.writeBytes("\r\n--boundary--\r\n".getBytes(StandardCharsets.ISO_8859_1));

        FormFile form =
                FormFile.of(call(new Crumbs(body.toByteArray(), random))).orElseThrow();

        assertThat(form.fileName()).isEqualTo("a.csv");
        assertThat(form.readAllBytes()).isEqualTo(file);
    }

    private static byte[] head(String name, String fileName) {
        return ("--boundary\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\"" + fileName
                        + "\"\r\nContent-Type: text/csv\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static Call call(InputStream in) {
        Map<String, String> headers = Map.of("Content-Type", "multipart/form-data; boundary=boundary");
        return new RequestCall(Principal.LOCAL, Map.of(), Map.of(), headers::get, in);
    }

    @Test
    void whatIsNoFormWithOneFileIsRefused() {
        String file = new String(head("file", "a"), StandardCharsets.UTF_8);
        for (String body : List.of(
                "",
                "x",
                "--other\r\n\r\nx\r\n--other--",
                "--boundary\r\n",
                "--boundary\r\nno: end",
                "--boundary\r\n" + "a: b\r\n".repeat(10_000) + "\r\n",
                "--boundary\r\n" + "a".repeat(100_000),
                "--boundary\r\n\r\nno name\r\n--boundary--",
                new String(head("mapping", "a"), StandardCharsets.UTF_8) + "x\r\n--boundary--",
                file,
                file + "no end",
                file + "x\r\n--boundary",
                file + "x\r\n--boundary\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\nsecond\r\n--boundary--")) {
            assertThatThrownBy(() -> FormFile.of(call(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8))))
                            .orElseThrow()
                            .readAllBytes())
                    .as(body.substring(0, Math.min(80, body.length())))
                    .isInstanceOf(io.shoptraining.errors.ShopTrainingException.class);
        }
    }

    @Test
    void anyOtherBodyIsTheFileItself() {
        Map<String, String> headers = Map.of("Content-Type", "text/csv");
        Call call = new RequestCall(
                Principal.LOCAL, Map.of(), Map.of(), headers::get, new ByteArrayInputStream(new byte[] {1}));

        assertThat(FormFile.of(call)).isEmpty();
    }

    /** Gives a few bytes at a time, as a network does. */
    private static final class Crumbs extends FilterInputStream {
        private final Random random;

        Crumbs(byte[] bytes, Random random) {
            super(new ByteArrayInputStream(bytes));
            this.random = random;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return super.read(target, offset, Math.min(length, 1 + random.nextInt(100)));
        }
    }
}
