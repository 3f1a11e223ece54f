package io.shoptraining.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimesTest {
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    @ParameterizedTest
    @CsvSource({
        "2026-11-24T12:29:07.123456Z, 2026-11-24 20:29:07",
        "2026-11-24T12:29:07+01:00, 2026-11-24 19:29:07",
        "2026-11-24 12:29:07, 2026-11-24 20:29:07",
        "'', ''",
        "soon, soon"
    })
    void everyTimeIsShownOnTheClockOfThisMachine(String time, String shown) {
        assertThat(Times.shown(time, SECOND, ZoneId.of("Asia/Shanghai"))).isEqualTo(shown);
    }
}
