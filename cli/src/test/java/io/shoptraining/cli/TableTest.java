package io.shoptraining.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void numbersStandToTheRightAndTextsToTheLeft() {
        Table table = new Table("name", "n");
        table.row("a", 5);
        table.row("long name", 1_000);
        assertThat(table.lines()).containsExactly("name          n", "a             5", "long name  1000");
    }

    @Test
    void chineseCharactersTakeTwoColumns() {
        Table table = new Table("id", "x");
        table.row("药品", "a");
        table.row("abcd", "b");
        assertThat(table.lines()).containsExactly("id    x", "药品  a", "abcd  b");
    }

    @Test
    void aTableWithoutRowsIsEmpty() {
        Table table = new Table("id");
        assertThat(table.isEmpty()).isTrue();
        table.row("a");
        assertThat(table.isEmpty()).isFalse();
    }
}
