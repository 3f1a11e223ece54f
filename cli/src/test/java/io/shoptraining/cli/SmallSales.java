package io.shoptraining.cli;

import java.time.LocalDate;
import java.util.Random;

/** One product with a weekly pattern; its id begins with zeros. */
final class SmallSales {
    static final LocalDate START = LocalDate.parse("2024-01-01");

    private SmallSales() {}

    static String csv(int days) {
        Random random = new Random(7);
        StringBuilder csv = new StringBuilder("date,store_id,product_id,quantity\n");
        for (int day = 0; day < days; day++) {
            LocalDate date = START.plusDays(day);
            int weekend = date.getDayOfWeek().getValue() >= 6 ? 12 : 0;
            csv.append(date)
                    .append(",S1,007,")
                    .append(10 + weekend + random.nextInt(5))
                    .append('\n');
        }
        return csv.toString();
    }
}
