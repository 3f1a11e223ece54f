package io.shoptraining.cli;

import java.util.List;
import java.util.Locale;

/** Small pictures made of characters. */
final class Drawing {
    private static final String BLOCKS = "▁▂▃▄▅▆▇█";

    private Drawing() {}

    /** {@code █████░░░░░}. */
    static String bar(double percent, int width) {
        int filled = (int) Math.round(Math.max(0, Math.min(100, percent)) / 100 * width);
        return "█".repeat(filled) + "░".repeat(width - filled);
    }

    /** The last {@code width} values, lowest to highest. */
    static String sparkline(List<Double> values, int width) {
        List<Double> shown = values.subList(Math.max(0, values.size() - width), values.size());
        double min = shown.stream().mapToDouble(Double::doubleValue).min().orElse(0);
        double max = shown.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        StringBuilder line = new StringBuilder();
        for (double value : shown) {
            double share = max > min ? (value - min) / (max - min) : 0;
            line.append(BLOCKS.charAt((int) Math.round(share * (BLOCKS.length() - 1))));
        }
        return line.toString();
    }

    /** {@code 0:47}, {@code 1:02:03}. */
    static String duration(double seconds) {
        long s = Math.round(seconds);
        return s < 3600
                ? String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
    }
}
