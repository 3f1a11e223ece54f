package io.shoptraining.sales;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.sales.HolidayCalendar.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CalendarFileTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-15T10:00:00Z"), ZoneOffset.UTC);
    private static final String HOLIDAYS = "date,name\n2026-12-25,Christmas\n";

    @TempDir
    Path dir;

    private SalesStore store() {
        return SalesStore.open(dir.resolve("sales"), CLOCK);
    }

    private HolidayCalendar take(String text) throws IOException {
        return store().takeCalendar(Files.writeString(dir.resolve("c.csv"), text), "c.csv");
    }

    private Snapshot sales() throws IOException {
        Path file = Files.writeString(dir.resolve("in.csv"), "date,product,quantity\n2025-01-01,P1,4\n");
        SalesStore store = store();
        return store.commit(store.check(file, ImportOptions.automatic(), ProgressListener.NONE)
                .id());
    }

    private void refused(String text, String... reasons) {
        assertThatThrownBy(() -> take(text))
                .isInstanceOfSatisfying(
                        ShopTrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATA_REFUSED))
                .hasMessageContainingAll(reasons);
        assertThat(store().calendar()).isEmpty();
    }

    @Test
    void daysAreOffUnlessTheFileSaysOtherwise() throws IOException {
        HolidayCalendar calendar = take("""
                Date;Name;Kind;Working;school_holiday;note
                2026/12/25;Christmas;festival;;1;x
                2026-01-01;New Year;;no;;
                20261226;Boxing Day;day off;0;1;
                2026-12-27;Sunday shopping;;1;0;
                2026-12-28;;;;1;
                2026-12-29;;;;;
                """);
        assertThat(calendar.dates(Kind.DAY_OFF)).containsExactly("2026-01-01", "2026-12-26");
        assertThat(calendar.dates(Kind.FESTIVAL)).containsExactly("2026-12-25");
        assertThat(calendar.dates(Kind.WORKING)).containsExactly("2026-12-27");
        assertThat(calendar.days()).hasSize(5);
        assertThat(calendar.days().get(4).figures()).isEqualTo(Map.of("school_holiday", 1.0));
        assertThat(calendar.ignoredColumns()).containsExactly("note");
        assertThat(store().calendar()).contains(calendar);
    }

    @Test
    void everyLineAtFaultIsTold() {
        refused(
                "date,name,kind,working\n2026-02-30,A,,\n2026-01-01,B,,perhaps\n2026-01-01,C,,\n2026-01-03,D,moon,\n",
                "c.csv: line 2: '2026-02-30' is not a date",
                "line 3: 'perhaps' is neither yes nor no",
                "line 4: 2026-01-01 is there already",
                "line 5: the kind 'moon' is unknown");
        refused("date,what\n2026-01-01,A\n", "no column for name");
        refused("date,name\n2026-01-01,\n", "no holiday in it");
        refused("date,name,holiday\n2026-01-01,A,B\n", "two headings mean the same");
    }

    @Test
    void aCalendarMakesANewSnapshotOfTheSameSalesAndIsPartOfItsHash() throws IOException {
        Snapshot china = sales();
        assertThat(china.calendar()).isEmpty();
        HolidayCalendar calendar = take(HOLIDAYS);
        Snapshot now = store().current().orElseThrow();
        assertThat(now.id()).isNotEqualTo(china.id());
        assertThat(now.sha256()).isNotEqualTo(china.sha256());
        assertThat(now.rows()).isEqualTo(china.rows());
        assertThat(now.calendar()).contains(calendar);
        assertThat(store().snapshot(china.id()).calendar()).isEmpty();
        assertThat(store().index(now.id()).products()).containsExactly("P1");
        now.verify();
        Files.writeString(now.file().resolveSibling(HolidayCalendar.FILE), "{}");
        assertThatThrownBy(now::verify).hasMessageContaining("SHA-256");
    }

    @Test
    void aCalendarThatCameFirstHoldsForLaterSalesUntilItIsRemoved() throws IOException {
        take(HOLIDAYS);
        assertThat(sales().calendar()).isPresent();
        store().removeCalendar();
        Snapshot china = store().current().orElseThrow();
        assertThat(china.calendar()).isEmpty();
        china.verify();
        assertThat(china.sha256()).isEqualTo(Durable.sha256(china.file()));
        assertThatThrownBy(() -> store().removeCalendar()).hasMessageContaining("China's holidays hold");
    }

    @Test
    void holidaysAndAttributesLeaveEachOtherWhereTheyAre() throws IOException {
        sales();
        take(HOLIDAYS);
        Snapshot described = describe("red");
        assertThat(described.calendar()).isPresent();
        take("date,name\n2026-12-26,Boxing Day\n");
        Snapshot renewed = store().current().orElseThrow();
        assertThat(renewed.attributes()).isEqualTo(described.attributes());
        assertThat(renewed.imports()).isEqualTo(described.imports()).hasSize(2);
        assertThat(renewed.sha256()).isNotEqualTo(described.sha256());
        renewed.verify();
        describe("blue").verify();
        assertThat(store().current().orElseThrow().calendar()).isEqualTo(renewed.calendar());
    }

    private Snapshot describe(String colour) throws IOException {
        Path file = Files.writeString(dir.resolve("products.csv"), "product,colour\nP1," + colour + "\n");
        SalesStore store = store();
        return store.commit(store.check(file, ImportOptions.attributes(Map.of()), ProgressListener.NONE)
                .id());
    }
}
