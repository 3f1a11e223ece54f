package io.shoptraining.sales;

import io.shoptraining.errors.ShopTrainingException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** A small chain of made-up shops for trying things out: the same bytes every time. */
public final class SampleChain {
    private static final int STORES = 10;
    private static final int PRODUCTS = 50;
    private static final int DAYS = 731;
    private static final LocalDate LAST = LocalDate.of(2025, 12, 31);
    private static final LocalDate FIRST = LAST.minusDays(DAYS - 1L);
    private static final long SEED = 20251231;
    private static final double[] WEEK = {0.9, 0.85, 0.9, 1.0, 1.15, 1.35, 1.25};
    /** First days of the lunar years 2024 and 2025. */
    private static final List<LocalDate> LUNAR_NEW_YEARS =
            List.of(LocalDate.of(2024, 2, 10), LocalDate.of(2025, 1, 29));

    private SampleChain() {}

    /** Writes sales.csv and README.txt. */
    public static void write(Path dir) {
        Durable.createFolder(dir);
        Path file = dir.resolve("sales.csv");
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            out.write("date,store_id,product_id,quantity,price,promotion,open,holiday\n");
            SplittableRandom random = new SplittableRandom(SEED);
            for (int store = 1; store <= STORES; store++) {
                for (int product = 1; product <= PRODUCTS; product++) {
                    write(out, store, product, random.split());
                }
            }
            Files.writeString(dir.resolve("README.txt"), readme());
        } catch (IOException e) {
            throw ShopTrainingException.io("writing " + file, e);
        }
    }

    private static String readme() {
        return String.format(Locale.ROOT, """
            A made-up chain of 10 shops (S001 to S010) and 50 products (P001 to P050), %s to %s.
            Every number was drawn by a program with a fixed seed; no real shop is behind it.

            sales.csv: date, store_id, product_id, quantity, price, promotion (0 or 1), open (0 or 1), holiday (0 or 1).
            P001 to P010 sell steadily, P011 to P040 less, P041 to P050 now and then; P049 begins late, P050 ends early.
            Sales follow the weekday, the season, promotions and prices, rise before the lunar new year, and stop in
            short stock-outs.
            """, FIRST, LAST);
    }

    private static void write(BufferedWriter out, int store, int product, SplittableRandom random) throws IOException {
        double level =
                (product <= 10 ? 20 + 3 * product : product <= 40 ? 3 + product * 0.2 : 0.15 + 0.02 * (product - 40))
                        * (0.6 + 0.1 * store);
        int cents = 300 + 97 * product;
        int promotionPhase = (product * 5 + store) % 28;
        int begin = product == 49 ? 400 : 0;
        int end = product == 50 ? 450 : DAYS;
        int outOfStock = 0;
        String ids = String.format(Locale.ROOT, ",S%03d,P%03d,", store, product);
        for (int i = begin; i < end; i++) {
            LocalDate date = FIRST.plusDays(i);
            boolean closed = LUNAR_NEW_YEARS.contains(date);
            boolean promotion = product <= 40 && (i + promotionPhase) % 28 < 5;
            int price = promotion ? cents * 8 / 10 : cents + (i / 180) * 10;
            outOfStock = outOfStock > 0 ? outOfStock - 1 : product != 1 && random.nextInt(400) == 0 ? 4 : 0;
            double mean = level
                    * WEEK[date.getDayOfWeek().getValue() - 1]
                    * (1 + 0.2 * season(date.getDayOfYear(), product))
                    * (promotion ? 1.8 : 1)
                    * newYear(date)
                    * (1 + 0.1 * i / DAYS);
            int sold = closed || outOfStock > 0 ? 0 : draw(mean, random);
            out.write(DateTimeFormatter.ISO_LOCAL_DATE.format(date)
                    + ids
                    + sold
                    + ','
                    + price / 100
                    + '.'
                    + (price % 100 < 10 ? "0" : "")
                    + price % 100
                    + (promotion ? ",1," : ",0,")
                    + (closed ? "0," : "1,")
                    + (isHoliday(date) ? "1\n" : "0\n"));
        }
    }

    /** A triangle of period 365 between -1 and 1: Math.sin may differ in the last bit between machines. */
    private static double season(int dayOfYear, int product) {
        int shifted = (dayOfYear + product * 37) % 365;
        return Math.abs(shifted - 182.5) / 91.25 - 1;
    }

    private static double newYear(LocalDate date) {
        for (LocalDate first : LUNAR_NEW_YEARS) {
            long before = first.toEpochDay() - date.toEpochDay();
            if (before > 0 && before <= 10) {
                return 1.6;
            }
            if (before <= 0 && before > -4) {
                return 0.4;
            }
        }
        return 1;
    }

    private static boolean isHoliday(LocalDate date) {
        boolean fixed = date.getMonthValue() == 10 && date.getDayOfMonth() <= 3
                || date.getMonthValue() == 5 && date.getDayOfMonth() == 1
                || date.getDayOfYear() == 1;
        return fixed
                || LUNAR_NEW_YEARS.stream()
                        .anyMatch(first -> !date.isBefore(first) && date.isBefore(first.plusDays(4)));
    }

    /** About Poisson: a sum of fair coins has half the variance of its mean twice, and only adds and compares. */
    private static int draw(double mean, SplittableRandom random) {
        if (mean >= 5) {
            int coins = (int) Math.round(2 * mean);
            int sum = 0;
            for (int i = 0; i < coins; i += Long.SIZE) {
                long bits = random.nextLong();
                int left = coins - i;
                sum += Long.bitCount(left >= Long.SIZE ? bits : bits >>> (Long.SIZE - left));
            }
            return sum;
        }
        int sum = 0;
        for (int i = 0; i < 32; i++) {
            sum += random.nextInt(1 << 20) < mean / 32 * (1 << 20) ? 1 : 0;
        }
        return sum;
    }
}
