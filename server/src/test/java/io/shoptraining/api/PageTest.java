package io.shoptraining.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.server.OpenShop;
import io.shoptraining.server.Wire.Reply;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The web page as it is served: to everybody, and nothing beside its own files. */
class PageTest {
    @TempDir
    private static Path root;

    private static OpenShop shop;

    @BeforeAll
    static void open() {
        shop = OpenShop.open(root);
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    @Test
    void everyFileIsServedByItsTypeToWhoHasShownNoToken() {
        for (String path : PageFiles.read().paths()) {
            Reply reply = shop.send("GET", path, "");
            assertThat(reply.status()).as(path).isEqualTo(200);
            assertThat(reply.header("content-type").replace(" ", ""))
                    .as(path)
                    .isIn(
                            "text/html;charset=utf-8",
                            "text/javascript;charset=utf-8",
                            "text/css;charset=utf-8",
                            "image/svg+xml");
            assertThat(reply.header("x-content-type-options")).as(path).isEqualTo("nosniff");
            assertThat(reply.body()).as(path).isNotEmpty();
        }
    }

    @Test
    void aFileThatIsKnownAlreadyIsNotSentAgain() {
        Reply first = shop.send("GET", "/ui/main.js", "");
        String tag = first.header("etag");

        Reply again = shop.send("GET", "/ui/main.js", "", "If-None-Match: " + tag);
        Reply other = shop.send("GET", "/ui/main.js", "", "If-None-Match: \"other\"");

        assertThat(first.header("cache-control")).isEqualTo("no-cache");
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(again.header("etag")).isEqualTo(tag);
        assertThat(other.status()).isEqualTo(200);
    }

    @Test
    void whatIsNoFileOfThePageIsNotFound() {
        for (String path : new String[] {
            "/ui/none.js",
            "/ui/shared/none.js",
            "/ui/files.txt",
            "/ui/..%2Fdb%2Fmigration",
            "/ui/shared%2Fapi.js",
            "/ui/%2Fetc%2Fpasswd",
            "/ui/lib/vue.runtime.esm-browser.prod.js",
            "/ui/META-INF/MANIFEST.MF"
        }) {
            assertThat(shop.send("GET", path, "").status()).as(path).isEqualTo(404);
        }
    }
}
