package io.shoptraining.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shoptraining.database.Database;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelIndexTest {
    @TempDir
    Path root;

    @Test
    void aModelThatDiffersFromAnotherInLetterCaseAloneIsRefusedWithTheWayOut() {
        try (Database database = Database.open(root.resolve("test.db"))) {
            ModelIndex index = new ModelIndex(database, Clock.systemUTC());
            int first = database.write(transaction -> index.reserve(transaction, "product_P1_all_mlstm", 0, "one"));
            assertThat(first).isEqualTo(1);
            assertThatThrownBy(() ->
                            database.write(transaction -> index.reserve(transaction, "product_p1_all_mlstm", 0, "two")))
                    .hasMessageContaining(
                            "'product_p1_all_mlstm' differs only in letter case from 'product_P1_all_mlstm'")
                    .hasMessageContaining("Leave one of the two out")
                    .hasMessageContaining("give it another id");
        }
    }
}
