package io.shoptraining.pipeline;

import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.task.CurvePoint;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.DoubleStream;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws the losses of a training, epoch by epoch. */
final class LossCurve {
    static final int WIDTH = 1000;
    static final int HEIGHT = 600;

    /** From this ratio of the largest to the smallest loss on, the small ones would lie on the axis. */
    private static final double LOG_SCALE_FROM = 20;

    private static final Color TRAIN = new Color(0x1f77b4);
    private static final Color VALIDATION = new Color(0xd95f02);

    private LossCurve() {}

    /** @param kept the epoch of which the model is */
    static void write(String title, List<CurvePoint> curve, int kept, Path file) {
        List<CurvePoint> points = curve.stream()
                .filter(point -> Double.isFinite(point.trainLoss()) && Double.isFinite(point.valLoss()))
                .toList();
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle("epoch")
                .yAxisTitle("loss")
                .build();
        style(chart, points);
        if (!points.isEmpty()) {
            addLines(chart, points);
            points.stream().filter(point -> point.epoch() == kept).forEach(point -> mark(chart, point));
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            ImageIO.write(BitmapEncoder.getBufferedImage(chart), "png", out);
        } catch (IOException e) {
            throw ShopTrainingException.io(file.toString(), e);
        }
    }

    private static void style(XYChart chart, List<CurvePoint> points) {
        chart.getStyler()
                .setYAxisLogarithmic(needsLogScale(points))
                .setXAxisDecimalPattern("#")
                .setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14))
                .setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 16))
                .setChartBackgroundColor(Color.WHITE)
                .setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 18))
                .setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14))
                .setLegendPosition(Styler.LegendPosition.InsideNE)
                .setMarkerSize(points.size() == 1 ? 10 : 5);
    }

    static boolean needsLogScale(List<CurvePoint> points) {
        double[] losses = points.stream()
                .flatMapToDouble(point -> DoubleStream.of(point.trainLoss(), point.valLoss()))
                .sorted()
                .toArray();
        return losses.length > 0 && losses[0] > 0 && losses[losses.length - 1] / losses[0] > LOG_SCALE_FROM;
    }

    private static void addLines(XYChart chart, List<CurvePoint> points) {
        double[] epochs = points.stream().mapToDouble(CurvePoint::epoch).toArray();
        line(
                chart,
                "train",
                epochs,
                points.stream().mapToDouble(CurvePoint::trainLoss).toArray(),
                TRAIN);
        line(
                chart,
                "validation",
                epochs,
                points.stream().mapToDouble(CurvePoint::valLoss).toArray(),
                VALIDATION);
    }

    private static void mark(XYChart chart, CurvePoint kept) {
        XYSeries mark = chart.addSeries(
                "kept: epoch " + kept.epoch(), new double[] {kept.epoch()}, new double[] {kept.valLoss()});
        mark.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        mark.setMarker(SeriesMarkers.DIAMOND);
        mark.setMarkerColor(Color.BLACK);
    }

    private static void line(XYChart chart, String name, double[] epochs, double[] losses, Color color) {
        XYSeries series = chart.addSeries(name, epochs, losses);
        series.setLineColor(color);
        series.setMarkerColor(color);
        series.setMarker(epochs.length > 1 ? SeriesMarkers.NONE : SeriesMarkers.CIRCLE);
    }
}
