package io.shoptraining.zoo;

final class XgBoostTest extends LearnerContract {
    @Override
    Learner learner() {
        return TreeLearner.xgBoost();
    }
}
