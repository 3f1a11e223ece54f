package io.shoptraining.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.testing.RandomSeeds;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PathPartsTest {
    @Test
    void aPlainPathIsItsParts() {
        assertThat(PathParts.of("/api/v1/products/A%2FB%20%E8%8D%AF")
                        .orElseThrow()
                        .decoded())
                .containsExactly("api", "v1", "products", "A/B 药");
        assertThat(PathParts.of("/").orElseThrow().decoded()).isEmpty();
    }

    @Test
    void whatHasTwoReadingsIsNoPath() {
        for (String path : List.of(
                "",
                "x",
                "//",
                "/a//b",
                "/a/",
                "/.",
                "/..",
                "/a/../b",
                "/%2e",
                "/%2E%2e",
                "/a;b",
                "/a\\b",
                "/%zz",
                "/%",
                "/%4",
                "/%c0%ae",
                "/%ff",
                "/%00",
                "/%0a",
                "/%7f",
                "/\uff11",
                "/%\uff11\uff11",
                "/a b",
                "/é",
                "/a?b",
                "/a#b")) {
            assertThat(PathParts.of(path)).as(path).isEmpty();
        }
    }

    @RandomSeeds
    void everyTextSurvivesTheWayThroughAPath(long seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder("x");
        for (int i = random.nextInt(50); i > 0; i--) {
            int codePoint = 0x20 + random.nextInt(0x10000);
            text.appendCodePoint(Character.isISOControl(codePoint) || isSurrogate(codePoint) ? '%' : codePoint);
        }
        String path = "/" + PathParts.escape(text.toString());

        assertThat(PathParts.of(path).orElseThrow().decoded()).containsExactly(text.toString());
    }

    private static boolean isSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
