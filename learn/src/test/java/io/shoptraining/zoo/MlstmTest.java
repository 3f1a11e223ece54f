package io.shoptraining.zoo;

class MlstmTest extends LearnerContract {
    @Override
    Learner learner() {
        return Mlstm.learner();
    }
}
