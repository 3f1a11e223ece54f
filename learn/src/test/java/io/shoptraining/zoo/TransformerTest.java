package io.shoptraining.zoo;

class TransformerTest extends LearnerContract {
    @Override
    Learner learner() {
        return Transformer.learner();
    }
}
