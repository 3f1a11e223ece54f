package io.shoptraining.zoo;

import java.util.Map;

class NegativeBinomialHeadTest extends LearnerContract {
    @Override
    Learner learner() {
        return Tcn.learner();
    }

    @Override
    Map<String, Object> own() {
        return Map.of("head", "negative_binomial");
    }
}
