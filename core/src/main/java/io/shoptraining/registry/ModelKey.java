package io.shoptraining.registry;

/**
 * What makes two trainings versions of the same model.
 *
 * @param modelType a name of the closed registry of model types, such as {@code mlstm}
 */
public record ModelKey(SeriesScope scope, String modelType) {
    /** The model's name without version: {@code product_P001_all_mlstm}. */
    public String identifier() {
        return ModelFileName.identifier(this);
    }
}
