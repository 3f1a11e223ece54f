package io.shoptraining.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.task.CurvePoint;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LossCurveTest {
    private static final int TRAIN_BLUE = 0xff1f77b4;

    @TempDir
    Path directory;

    @Test
    void lossesOfVeryDifferentSizeAreDrawnOnALogScale() {
        assertThat(LossCurve.needsLogScale(List.of(new CurvePoint(1, 100, 90), new CurvePoint(2, 1, 2))))
                .isTrue();
        assertThat(LossCurve.needsLogScale(List.of(new CurvePoint(1, 2, 2), new CurvePoint(2, 1, 1))))
                .isFalse();
        assertThat(LossCurve.needsLogScale(List.of(new CurvePoint(1, 100, 0)))).isFalse();
    }

    @Test
    void aPictureOfFixedSizeShowsTheTrainingLine() throws IOException {
        for (int epochs : new int[] {0, 1, 2, 300}) {
            List<CurvePoint> curve = new ArrayList<>();
            for (int epoch = 1; epoch <= epochs; epoch++) {
                curve.add(new CurvePoint(epoch, 3.0 / epoch, epoch == 2 ? Double.NaN : 4.0 / epoch));
            }
            Path file = directory.resolve(epochs + ".png");
            LossCurve.write("product_P001_all_mlstm", curve, 1, file);
            BufferedImage image = ImageIO.read(file.toFile());
            assertThat(image.getWidth()).isEqualTo(1000);
            assertThat(image.getHeight()).isEqualTo(600);
            assertThat(has(image, TRAIN_BLUE)).as("%d epochs", epochs).isEqualTo(epochs > 0);
        }
    }

    private static boolean has(BufferedImage image, int color) {
        for (int x = 0; x < image.getWidth(); x++) {
            for (int y = 0; y < image.getHeight(); y++) {
                if (image.getRGB(x, y) == color) {
                    return true;
                }
            }
        }
        return false;
    }
}
