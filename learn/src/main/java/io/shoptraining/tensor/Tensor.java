package io.shoptraining.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** A tensor of libtorch, with the operations that our networks need. Methods ending in {@code InPlace} change it. */
public final class Tensor {
    private static final double NORM_EPSILON = 1e-5;

    final org.bytedeco.pytorch.Tensor at;

    Tensor(org.bytedeco.pytorch.Tensor at) {
        this.at = at;
    }

    public long size(int dim) {
        return at.size(dim);
    }

    public long[] shape() {
        long[] shape = new long[(int) at.dim()];
        Arrays.setAll(shape, at::size);
        return shape;
    }

    /** A copy of the values in row-major order; 32-bit tensors only. */
    public float[] toFloats() {
        org.bytedeco.pytorch.Tensor dense = at.detach().contiguous();
        float[] values = new float[Math.toIntExact(dense.numel())];
        if (values.length > 0) {
            dense.data_ptr_float().get(values);
        }
        return values;
    }

    /** A copy of the values in row-major order; 64-bit tensors only. */
    public double[] toDoubles() {
        org.bytedeco.pytorch.Tensor dense = at.detach().contiguous();
        double[] values = new double[Math.toIntExact(dense.numel())];
        if (values.length > 0) {
            dense.data_ptr_double().get(values);
        }
        return values;
    }

    /** The one value of a tensor that has one. */
    public double item() {
        return at.item_double();
    }

    // shape

    public Tensor view(long... shape) {
        return new Tensor(at.reshape(shape));
    }

    public Tensor permute(long... dims) {
        return new Tensor(at.permute(dims));
    }

    public Tensor transpose(int a, int b) {
        return new Tensor(at.transpose(a, b));
    }

    public Tensor slice(int dim, long from, long length) {
        return new Tensor(at.narrow(dim, from, length));
    }

    /** Every second step of a dimension, the last one among them. */
    public Tensor everySecond(int dim) {
        long first = (size(dim) - 1) % 2;
        return new Tensor(at.slice(dim, new LongOptional(first), new LongOptional(size(dim)), 2));
    }

    public Tensor select(int dim, long index) {
        return new Tensor(at.select(dim, index));
    }

    public Tensor unsqueeze(int dim) {
        return new Tensor(at.unsqueeze(dim));
    }

    /** Repeats dimensions of size 1 without copying; -1 keeps a size. */
    public Tensor expand(long... shape) {
        return new Tensor(at.expand(shape));
    }

    /** Zeroes before the first step of a dimension. */
    public Tensor padFront(int dim, long steps) {
        return steps == 0 ? this : Tensors.cat(List.of(zeros(dim, steps), this), dim);
    }

    /** Zeroes after the last step of a dimension. */
    public Tensor padBack(int dim, long steps) {
        return steps == 0 ? this : Tensors.cat(List.of(this, zeros(dim, steps)), dim);
    }

    private Tensor zeros(int dim, long steps) {
        long[] shape = shape();
        shape[dim] = steps;
        return new Tensor(torch.zeros(shape, at.options()));
    }

    /** Parts of a flat tensor, one after the other; their gradients flow back in one piece. */
    public List<Tensor> split(long... sizes) {
        TensorVector parts = at.split_with_sizes(sizes);
        List<Tensor> result = new ArrayList<>(sizes.length);
        for (int i = 0; i < sizes.length; i++) {
            result.add(new Tensor(parts.get(i)));
        }
        return result;
    }

    // arithmetic

    public Tensor add(Tensor other) {
        return new Tensor(at.add(other.at));
    }

    public Tensor add(double value) {
        return new Tensor(at.add(new Scalar(value)));
    }

    public Tensor sub(Tensor other) {
        return new Tensor(at.sub(other.at));
    }

    public Tensor mul(Tensor other) {
        return new Tensor(at.mul(other.at));
    }

    public Tensor mul(double value) {
        return new Tensor(at.mul(new Scalar(value)));
    }

    public Tensor div(Tensor other) {
        return new Tensor(at.div(other.at));
    }

    public Tensor matmul(Tensor other) {
        return new Tensor(at.matmul(other.at));
    }

    public Tensor maximum(Tensor other) {
        return new Tensor(at.maximum(other.at));
    }

    public Tensor clampMin(double least) {
        return new Tensor(at.clamp_min(new Scalar(least)));
    }

    public Tensor neg() {
        return new Tensor(at.neg());
    }

    public Tensor abs() {
        return new Tensor(at.abs());
    }

    public Tensor exp() {
        return new Tensor(at.exp());
    }

    public Tensor log() {
        return new Tensor(at.log());
    }

    /** {@code log(1 + x)}, exact near 0. */
    public Tensor log1p() {
        return new Tensor(at.log1p());
    }

    /** The logarithm of the gamma function. */
    public Tensor logGamma() {
        return new Tensor(at.lgamma());
    }

    public Tensor pow(double exponent) {
        return new Tensor(at.pow(new Scalar(exponent)));
    }

    /** The same values in 64 bits; gradients come back in the bits of this. */
    public Tensor toDouble() {
        return new Tensor(at.to(torch.ScalarType.Double));
    }

    public Tensor asinh() {
        return new Tensor(at.asinh());
    }

    public Tensor square() {
        return new Tensor(at.square());
    }

    public Tensor sum() {
        return new Tensor(at.sum());
    }

    public Tensor sum(int dim, boolean keepDim) {
        return new Tensor(at.sum(new long[] {dim}, keepDim, new ScalarTypeOptional()));
    }

    public Tensor mean(int dim, boolean keepDim) {
        return new Tensor(at.mean(new long[] {dim}, keepDim, new ScalarTypeOptional()));
    }

    public Tensor max(int dim, boolean keepDim) {
        return new Tensor(at.amax(new long[] {dim}, keepDim));
    }

    /** 1 from zero on, else 0. */
    public Tensor isNotNegative() {
        return new Tensor(at.ge(new Scalar(0)).to(at));
    }

    public Tensor reciprocal() {
        return new Tensor(at.reciprocal());
    }

    public Tensor sqrt() {
        return new Tensor(at.sqrt());
    }

    /** Rising along a dimension. */
    public Tensor sorted(int dim) {
        return new Tensor(at.sort(dim, false).get0());
    }

    /** The {@code x} for which {@code this x} is nearest to {@code right}, worked out in 64 bits; batches of matrices. */
    public Tensor leastSquares(Tensor right) {
        org.bytedeco.pytorch.Tensor left = at.to(torch.ScalarType.Double);
        return new Tensor(torch.linalg_lstsq(left, right.at.to(torch.ScalarType.Double))
                .get0()
                .to(at));
    }

    public Tensor cumulativeSum(int dim) {
        return new Tensor(at.cumsum(dim));
    }

    /** Minus infinity above the diagonal of the last two dimensions: what lies in the future of a step. */
    public Tensor maskFuture() {
        long steps = size(-1);
        org.bytedeco.pytorch.Tensor future =
                torch.ones(new long[] {steps, steps}).triu(1).to(torch.ScalarType.Bool);
        return new Tensor(at.masked_fill(future, new Scalar(Double.NEGATIVE_INFINITY)));
    }

    // layers

    /** {@code x W^T + b}; weight {@code [out, in]} as in torch. */
    public Tensor linear(Tensor weight, Tensor bias) {
        return new Tensor(torch.linear(at, weight.at, bias.at));
    }

    public Tensor linear(Tensor weight) {
        return new Tensor(torch.linear(at, weight.at));
    }

    /** The chosen rows of a table {@code [rows, width]}: {@code [numbers, width]}. */
    public Tensor rows(Tensor numbers) {
        return new Tensor(torch.index_select(at, 0, numbers.at.to(torch.ScalarType.Long)));
    }

    /** Convolution of {@code [batch, channels, time]} with one kernel {@code [channels, 1, size]} per channel. */
    public Tensor depthwiseConv1d(Tensor weight, Tensor bias) {
        return conv1d(weight, bias, weight.size(0));
    }

    /** Convolution of {@code [batch, channels, time]} with {@code [out, channels, size]}; the kernel stays inside. */
    public Tensor conv1d(Tensor weight, Tensor bias) {
        return conv1d(weight, bias, 1);
    }

    private Tensor conv1d(Tensor weight, Tensor bias, long groups) {
        return new Tensor(torch.conv1d(
                at, weight.at, new TensorOptional(bias.at), new long[] {1}, new long[] {0}, new long[] {1}, groups));
    }

    /** The outputs of a long short-term memory that starts empty and reads {@code [batch, time, features]} both ways. */
    public Tensor lstmBothWays(List<Tensor> weights) {
        long units = weights.get(1).size(1);
        org.bytedeco.pytorch.Tensor empty = torch.zeros(new long[] {2, size(0), units}, at.options());
        TensorVector states = new TensorVector(empty, empty);
        return new Tensor(torch.lstm(at, states, Tensors.vector(weights), true, 1, 0, false, true, true)
                .get0());
    }

    /** Over the last dimension, without shift or scale. */
    public Tensor normalise() {
        return new Tensor(torch.layer_norm(
                at, new long[] {size(-1)}, new TensorOptional(), new TensorOptional(), NORM_EPSILON, false));
    }

    public Tensor layerNorm(Tensor weight, Tensor bias) {
        return new Tensor(torch.layer_norm(
                at,
                new long[] {size(-1)},
                new TensorOptional(weight.at),
                new TensorOptional(bias.at),
                NORM_EPSILON,
                false));
    }

    public Tensor softmax(int dim) {
        return new Tensor(torch.softmax(at, dim));
    }

    public Tensor relu() {
        return new Tensor(torch.relu(at));
    }

    public Tensor tanh() {
        return new Tensor(torch.tanh(at));
    }

    public Tensor silu() {
        return new Tensor(torch.silu(at));
    }

    public Tensor gelu() {
        return new Tensor(torch.gelu(at));
    }

    public Tensor softplus() {
        return new Tensor(torch.softplus(at));
    }

    /** {@code log(sigmoid(x))} without overflow. */
    public Tensor logSigmoid() {
        return new Tensor(torch.log_sigmoid(at));
    }

    /** Softmax attention over {@code [batch, heads, time, dim]}. */
    public Tensor attend(Tensor keys, Tensor values) {
        return new Tensor(torch.scaled_dot_product_attention(at, keys.at, values.at));
    }

    // gradients and what an optimizer does

    /** The same memory as a new leaf whose gradient will be wanted. */
    public Tensor leaf() {
        return new Tensor(at.detach().set_requires_grad(true));
    }

    /** The same values, as a constant of the backward pass. */
    public Tensor detach() {
        return new Tensor(at.detach());
    }

    public void backward() {
        at.backward();
    }

    public Tensor grad() {
        return new Tensor(at.grad());
    }

    /** Euclidean norm of all values. */
    public double norm() {
        return at.norm().item_double();
    }

    public void mulInPlace(double value) {
        at.mul_(new Scalar(value));
    }

    public void mulInPlace(Tensor other) {
        at.mul_(other.at);
    }

    /** {@code this += scale other}. */
    public void addInPlace(Tensor other, double scale) {
        at.add_(other.at, new Scalar(scale));
    }

    /** {@code this += scale other^2}. */
    public void addSquareInPlace(Tensor other, double scale) {
        at.addcmul_(other.at, other.at, new Scalar(scale));
    }

    /** {@code this += scale numerator / (sqrt(denominator / correction) + epsilon)}. */
    public void addRatioInPlace(Tensor numerator, Tensor denominator, double correction, double epsilon, double scale) {
        org.bytedeco.pytorch.Tensor root = denominator.at.sqrt();
        root.mul_(new Scalar(1 / Math.sqrt(correction))).add_(new Scalar(epsilon));
        at.addcdiv_(numerator.at, root, new Scalar(scale));
    }

    public void copyInPlace(Tensor other) {
        at.copy_(other.at);
    }

    @Override
    public String toString() {
        return "tensor " + Arrays.toString(shape());
    }
}
