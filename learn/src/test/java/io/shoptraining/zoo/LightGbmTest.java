package io.shoptraining.zoo;

final class LightGbmTest extends LearnerContract {
    @Override
    Learner learner() {
        return TreeLearner.lightGbm();
    }
}
