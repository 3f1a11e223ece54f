"""Forecasts with a model of ShopTraining in plain PyTorch, from its two files and the inputs of some windows.

    python forecast.py saved_models/product_P001_all_mlstm_v2 windows.json

windows.json holds the arrays `past` [windows, look_back, features], `future` [windows, horizon, features] and `ids`
[windows, kinds of ids], scaled as the model was trained, and `scale` [windows], what the sales were divided by. Printed is JSON: for every window and day the mean and the
quantiles, on the same scale.
"""

import json
import math
import sys

import torch
from torch.nn.functional import conv1d, gelu, layer_norm, linear, logsigmoid, pad, relu, scaled_dot_product_attention, silu, softplus

LEVEL_FLOOR = 0.1
SMALLEST_SIZE = 0.05
MEDIAN = 5  # of the eleven quantiles


def norm(w, name, x):
    return layer_norm(x, x.shape[-1:], w[name + ".weight"], w[name + ".bias"])


def dense(w, name, x):
    return linear(x, w[name + ".weight"], w.get(name + ".bias"))


def mlstm(w, x, settings):
    heads = settings["heads"]
    for i in range(settings["blocks"]):
        block = f"blocks.{i}."
        batch, steps, _ = x.shape
        branch, gate = dense(w, block + "up", norm(w, block + "norm", x)).chunk(2, dim=2)
        kernel = w[block + "conv.weight"]
        inner, size = kernel.shape[0], kernel.shape[2]
        convolved = conv1d(pad(branch.transpose(1, 2), (size - 1, 0)), kernel, w[block + "conv.bias"], groups=inner)
        convolved = silu(convolved.transpose(1, 2))

        def split(source, name):
            return source.view(batch, steps, heads, inner // heads).transpose(1, 2) @ w[block + name + ".weight"]

        q, k, v = split(convolved, "q"), split(convolved, "k"), split(branch, "v")
        together = torch.cat([t.transpose(1, 2).reshape(batch, steps, inner) for t in (q, k, v)], dim=2)
        write = dense(w, block + "input_gate", together).transpose(1, 2)
        keep = logsigmoid(dense(w, block + "forget_gate", together).transpose(1, 2)).cumsum(2)
        decay = keep.unsqueeze(3) + (write - keep).unsqueeze(2)
        decay = decay.masked_fill(torch.ones(steps, steps).triu(1).bool(), -math.inf)
        largest = decay.amax(3, keepdim=True)
        scores = q @ k.transpose(2, 3) / math.sqrt(q.shape[3]) * (decay - largest).exp()
        cell = scores @ v / (torch.maximum(scores.sum(3, keepdim=True).abs(), (-largest).exp()) + 1e-6)
        cell = layer_norm(cell, cell.shape[-1:]).transpose(1, 2).reshape(batch, steps, inner)
        cell = cell * w[block + "cell_norm.weight"] + w[block + "cell_norm.bias"]
        x = x + dense(w, block + "down", (cell + convolved * w[block + "skip"]) * silu(gate))
    return norm(w, "norm", x[:, -1])


def transformer(w, x, settings):
    batch, steps, hidden = x.shape
    x = x + w["position"]
    for i in range(settings["layers"]):
        block = f"blocks.{i}."
        qkv = dense(w, block + "attention.qkv", norm(w, block + "norm1", x))
        q, k, v = qkv.view(batch, steps, 3, settings["heads"], -1).permute(2, 0, 3, 1, 4)
        mixed = scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(batch, steps, hidden)
        x = x + dense(w, block + "attention.out", mixed)
        x = x + dense(w, block + "narrow", gelu(dense(w, block + "wide", norm(w, block + "norm2", x))))
    return dense(w, "flatten", norm(w, "norm", x).flatten(1))


def tcn(w, x, settings):
    x = x.transpose(1, 2)
    block = 0
    while f"blocks.{block}.conv1.bias" in w:
        inner = x
        for conv in ("conv1", "conv2"):
            name = f"blocks.{block}.{conv}."
            v = w[name + "weight_v"]
            weight = v * (w[name + "weight_g"] / v.flatten(1).norm(dim=1)).view(-1, 1, 1)
            padded = pad(inner, ((settings["kernel_size"] - 1) * 2**block, 0))
            inner = relu(conv1d(padded, weight, w[name + "bias"], dilation=2**block))
        x = relu(x + inner)
        block += 1
    return norm(w, "norm", x[:, :, -1])


def optimized_kan(w, x, settings, order=3):
    x = x.flatten(1)
    for i in range(settings["layers"]):
        layer = f"layers.{i}."
        z = norm(w, layer + "norm", x)
        grid = w[layer + "grid"]
        at = z.tanh().unsqueeze(2)
        bases = ((grid[:, :-1] <= at) & (at < grid[:, 1:])).to(at.dtype)
        for p in range(1, order + 1):
            left = (at - grid[:, : -p - 1]) / (grid[:, p:-1] - grid[:, : -p - 1])
            right = (grid[:, p + 1 :] - at) / (grid[:, p + 1 :] - grid[:, 1:-p])
            bases = left * bases[:, :, :-1] + right * bases[:, :, 1:]
        splines = linear(bases.flatten(1), w[layer + "spline.weight"].flatten(1))
        x = dense(w, layer + "base", silu(z)) + splines
    return norm(w, "norm", x)


ENCODERS = {"mlstm": mlstm, "transformer": transformer, "tcn": tcn, "optimized_kan": optimized_kan}


def forecast(metadata, w, past, future, ids, scale):
    settings = metadata["spec"]["hyperparameters"]
    model = metadata["description"]["model"]
    encoder = ENCODERS[metadata["spec"]["model_type"]]
    head = settings.get("head", "quantile")
    if head not in ("quantile", "tweedie"):
        sys.exit(f"the model has the head {head}; this script knows quantile and tweedie only")
    references, patch = model["references"], settings["patch_days"]

    # patches of days as tokens; the quantity also relative to its mean
    quantity = past[:, :, :1]
    level = quantity.mean(1).clamp_min(0) + LEVEL_FLOOR
    days = torch.cat([(quantity / level.unsqueeze(2)).asinh(), quantity.asinh(), past[:, :, 1:]], dim=2)
    days = pad(days, (0, 0, -past.shape[1] % patch, 0))
    tokens = dense(w, "patch", days.reshape(len(days), days.shape[1] // patch, -1))

    # what was sold, and what is particular to the store and the product
    summary = encoder(w, tokens, settings)
    for kind in range(len(model["id_sizes"])):
        summary = summary + w[f"ids.{kind}.weight"][ids[:, kind]]

    # how far each day lies from the mix of the simple forecasts of it
    simple, known = future[:, :, :references], future[:, :, references:]
    day = dense(w, "head.day", torch.cat([known, (simple / level.unsqueeze(2)).asinh()], dim=2))
    inner = gelu(day + dense(w, "head.summary", summary).unsqueeze(1) + w["head.position"])
    base = (simple * w["head.mix"]).sum(2, keepdim=True)
    change = dense(w, "head.out", inner)
    outputs = base + change * level.unsqueeze(2)

    mean, quantiles = outputs[:, :, :1], outputs[:, :, 1:].sort(dim=2).values.clamp_min(0)
    if head == "tweedie":
        mean = softplus(4 * (base / level.unsqueeze(2) + change[:, :, :1])) / 4 * level.unsqueeze(2)
    mean = mean.clamp_min(0)

    # by how much the quantiles were off, by the size of the forecast; a shift of all of them alike is left out
    if model.get("errors"):
        size = mean.clamp_min(SMALLEST_SIZE)
        edges = torch.tensor(model["errors"]["edges"], dtype=torch.float64)
        bins = torch.bucketize(size.double() * scale.view(-1, 1, 1), edges, right=True).squeeze(2)
        off = torch.tensor(model["errors"]["ratios"])[bins]
        off = off - off[:, :, MEDIAN : MEDIAN + 1]
        quantiles = (quantiles + size * off).sort(dim=2).values.clamp_min(0)
    return torch.cat([mean, quantiles], dim=2)


def main(prefix, windows_file):
    with open(prefix + "_metadata.json", encoding="utf-8") as file:
        metadata = json.load(file)
    with open(windows_file, encoding="utf-8") as file:
        windows = json.load(file)
    weights = torch.load(prefix + "_model.pth", weights_only=True)
    with torch.no_grad():
        outputs = forecast(
            metadata,
            weights,
            torch.tensor(windows["past"], dtype=torch.float32),
            torch.tensor(windows["future"], dtype=torch.float32),
            torch.tensor(windows["ids"], dtype=torch.long),
            torch.tensor(windows["scale"], dtype=torch.float64),
        )
    json.dump(outputs.tolist(), sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
