package io.shoptraining.zoo;

import io.shoptraining.tensor.Tensor;

/**
 * Cubic B-splines over [-1, 1] (de Boor, A Practical Guide to Splines, chapter IX). The knots rise; three lie beyond each
 * end, so that between the ends the bases sum to one.
 */
final class Splines {
    static final int ORDER = 3;

    private Splines() {}

    /** Bases over a grid of so many intervals. */
    static int bases(int intervals) {
        return intervals + ORDER;
    }

    static int knots(int intervals) {
        return intervals + 1 + 2 * ORDER;
    }

    /** Evenly spaced knots. */
    static float[] evenKnots(int intervals) {
        float[] knots = new float[knots(intervals)];
        for (int i = 0; i < knots.length; i++) {
            knots[i] = (float) (-1 + 2.0 * (i - ORDER) / intervals);
        }
        return knots;
    }

    /**
     * The value of every basis at {@code x}, by the recursion of Cox and de Boor. Its slope is worked out beside it, and
     * not by a backward pass through the recursion.
     *
     * @param x {@code [batch, inputs]}
     * @param knots {@code [knots]}, or {@code [inputs, knots]} for knots of each input's own
     * @return {@code [batch, inputs, bases]}
     */
    static Tensor bases(Tensor x, Tensor knots) {
        Tensor at = x.detach().unsqueeze(2);
        Tensor beyond = at.sub(knots);
        Tensor reached = beyond.isNotNegative();
        Tensor bases = first(reached).sub(last(reached));
        Tensor slopes = bases;
        for (int order = 1; order <= ORDER; order++) {
            Tensor inverse = inverseWidths(knots, order);
            Tensor share = narrowed(beyond, order).mul(inverse);
            Tensor scaled = bases.mul(share);
            if (order == ORDER) {
                Tensor weighted = bases.mul(inverse).mul(ORDER);
                slopes = first(weighted).sub(last(weighted));
            }
            bases = first(scaled).sub(last(scaled)).add(last(bases));
        }
        // adds zero, and carries the slopes to the backward pass
        return bases.add(x.unsqueeze(2).sub(at).mul(slopes));
    }

    /** One over the distances of knots that lie so many apart. */
    private static Tensor inverseWidths(Tensor knots, int apart) {
        int dim = knots.shape().length - 1;
        long count = knots.size(dim) - apart;
        return knots.slice(dim, apart, count).sub(knots.slice(dim, 0, count)).reciprocal();
    }

    private static Tensor narrowed(Tensor byKnot, int fewer) {
        return byKnot.slice(2, 0, byKnot.size(2) - fewer);
    }

    private static Tensor first(Tensor byBasis) {
        return narrowed(byBasis, 1);
    }

    private static Tensor last(Tensor byBasis) {
        return byBasis.slice(2, 1, byBasis.size(2) - 1);
    }
}
