package io.shoptraining.errors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionTest {
    private static final List<String> TYPES = List.of("mlstm", "transformer", "tcn", "xgboost");

    @Test
    void aSlipOfTheKeyboardFindsItsWord() {
        assertThat(Suggestion.nearest("transfomer", TYPES)).contains("transformer");
        assertThat(Suggestion.nearest("XGBOST", TYPES)).contains("xgboost");
        assertThat(Suggestion.nearest("tc", TYPES)).contains("tcn");
        assertThat(Suggestion.nearest("mlsmt", TYPES)).contains("mlstm");
    }

    @Test
    void aWordFarFromAllFindsNone() {
        assertThat(Suggestion.nearest("prophet", TYPES)).isEmpty();
        assertThat(Suggestion.nearest("prophet", List.of())).isEmpty();
    }

    @Test
    void idsInCapitalsAreSuggestedAsTheyAreWritten() {
        assertThat(Suggestion.nearest("p01", List.of("S001", "P001"))).contains("P001");
    }

    @Test
    void aWordThatIsLongerThanAnyNameIsComparedWithNone() {
        String word = "a".repeat(251);
        assertThat(Suggestion.nearest(word, List.of(word + "b"))).isEmpty();
        String name = "a".repeat(250);
        assertThat(Suggestion.nearest(name, List.of(name + "b"))).contains(name + "b");
    }

    @Test
    void ofVeryManyLongWordsTheFirstAreCompared() {
        List<String> many = new ArrayList<>(Collections.nCopies(20_000, "x".repeat(200)));
        many.add("a".repeat(200));
        assertThat(Suggestion.nearest("a".repeat(200), many)).isEmpty();
    }
}
