package io.shoptraining.zoo;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.features.Lessons;
import io.shoptraining.features.WindowSet;
import io.shoptraining.fit.FitSession;
import io.shoptraining.fit.FitSettings;
import io.shoptraining.fit.TrainedWeights;
import io.shoptraining.fit.TrainingLoop;
import io.shoptraining.task.HyperParameter;
import io.shoptraining.task.ModelType;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.tensor.FloatArray;
import io.shoptraining.tensor.PthFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Trains and loads every neural model; they differ in their {@link Encoder}. */
final class NeuralLearner implements Learner {
    private final ModelType type;
    private final Encoder.Builder builder;

    NeuralLearner(ModelType type, Encoder.Builder builder) {
        this.type = type;
        this.builder = builder;
    }

    /** The settings of the frame and of the training, which every neural model has, after its own. */
    static List<HyperParameter> settings(List<HyperParameter> own) {
        List<HyperParameter> all = new ArrayList<>(own);
        all.addAll(Head.settings());
        all.add(HyperParameter.integer("patch_days", 1, 28, 7, "Days that one token sums up."));
        all.add(HyperParameter.real("dropout", 0, 0.9, 0.2, "Share of values zeroed at random in training."));
        all.add(HyperParameter.real("learning_rate", 1e-6, 0.1, 0.002, "Highest step size of AdamW."));
        all.add(HyperParameter.real("weight_decay", 0, 1, 0.05, "Pull of AdamW towards small weights."));
        all.add(HyperParameter.integer("batch_size", 1, 4096, 64, "Windows per step."));
        all.add(HyperParameter.integer(
                "windows_per_epoch",
                64,
                10_000_000,
                16_000,
                "Most windows that an epoch learns from; the next epoch goes on with others."));
        all.add(HyperParameter.integer("patience", 1, 1000, 10, "Epochs without a better validation loss to wait."));
        all.add(HyperParameter.real("clip", 0.001, 1000, 1, "Highest norm of a step's gradients."));
        return all;
    }

    @Override
    public ModelType type() {
        return type;
    }

    @Override
    public TrainedModel fit(TrainingSpec spec, Lessons lessons, FitSession session) {
        WindowSet train = lessons.train();
        WindowSet validation = lessons.validation();
        ForecastNetwork network = new ForecastNetwork(spec, Inputs.of(train), builder);
        TrainedWeights trained = TrainingLoop.fit(network, FitSettings.of(spec), train, validation, session);
        return NeuralModel.calibrated(network, trained, validation, session);
    }

    @Override
    public TrainedModel load(TrainingSpec spec, @Nullable Path modelFile, Map<String, Object> description) {
        if (modelFile == null) {
            throw new ShopTrainingException(
                    ErrorCode.DAMAGED_FILE, "a model of type " + type.name() + " has no file of weights");
        }
        NetworkFacts facts = Description.read(
                description,
                NetworkFacts.class,
                "what its network reads: needed are past_features, future_features, references and id_sizes");
        ForecastNetwork network = new ForecastNetwork(spec, facts.inputs(), builder);
        Map<String, FloatArray> weights = PthFile.read(modelFile);
        NeuralModel.check(network, weights, modelFile);
        return new NeuralModel(network, new TrainedWeights(weights, List.of()), facts.errors());
    }
}
