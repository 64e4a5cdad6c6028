"""Networks of layers: their gradients by two witnesses, automatic differentiation and finite differences."""

import math

import autograd
import autograd.numpy as anp
import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetgen.native import GradientError, Layer, Network, check_gradients
from sheetgen.native.activations import ACTIVATIONS, softmax, softplus

#: The same functions written by hand for the differentiation: nothing of the implementation is in them.
BY_HAND = {
    "tanh": anp.tanh,
    "logistic": lambda x: 1 / (1 + anp.exp(-x)),
    "relu": lambda x: anp.where(x > 0, x, 0.0),
    "leaky relu": lambda x: anp.where(x > 0, x, 0.01 * x),
    "softplus": lambda x: anp.log(1 + anp.exp(x)),
    "linear": lambda x: x,
    "softmax": lambda x: anp.exp(x) / anp.sum(anp.exp(x), axis=-1, keepdims=True),
}
LOSSES_BY_HAND = {
    "half squared error": lambda o, t: anp.mean(anp.sum((o - t) ** 2, axis=-1)) / 2,
    "mean squared error": lambda o, t: anp.mean((o - t) ** 2),
    "cross-entropy": lambda o, t: -anp.mean(anp.sum(t * anp.log(o), axis=-1)),
}


def network(shape, activations, loss, seed=1):
    draw = numpy.random.default_rng(seed)
    layers = [
        Layer(draw.uniform(-1, 1, (size, below)), draw.uniform(-1, 1, size), activation)
        for below, size, activation in zip(shape, shape[1:], activations, strict=False)
    ]
    return Network(layers, loss)


def samples(shape, count, loss, seed=2):
    draw = numpy.random.default_rng(seed)
    targets = draw.uniform(0, 1, (count, shape[-1]))
    if loss == "cross-entropy":
        targets /= targets.sum(axis=1, keepdims=True)
    return draw.uniform(-1, 1, (count, shape[0])), targets


def loss_by_hand(found, parameters, inputs, targets):
    output = inputs
    for layer, (weights, biases) in zip(found.layers, parameters, strict=True):
        output = BY_HAND[layer.activation](anp.dot(output, weights.T) + biases)
    return LOSSES_BY_HAND[found.loss](output, targets)


CASES = [
    ([2, 3, 1], ["tanh", "linear"], "half squared error"),
    ([3, 4, 2], ["logistic", "logistic"], "mean squared error"),
    ([3, 5, 4], ["relu", "softmax"], "cross-entropy"),
    ([2, 6, 3], ["leaky relu", "softmax"], "half squared error"),
    ([2, 3, 3], ["softplus", "softmax"], "mean squared error"),
    ([4, 5, 3, 2, 2], ["tanh", "softplus", "leaky relu", "tanh"], "half squared error"),
    ([1, 1], ["tanh"], "half squared error"),
]


@pytest.mark.parametrize(("shape", "activations", "loss"), CASES)
@pytest.mark.parametrize("count", [1, 4])
def test_gradients_equal_those_of_automatic_differentiation(shape, activations, loss, count):
    found = network(shape, activations, loss)
    inputs, targets = samples(shape, count, loss)
    parameters = [(layer.weights, layer.biases) for layer in found.layers]
    expected = autograd.grad(lambda at: loss_by_hand(found, at, inputs, targets))(parameters)
    for (weights, biases), (real_weights, real_biases) in zip(found.gradients(inputs, targets), expected, strict=True):
        numpy.testing.assert_allclose(weights, real_weights, rtol=1e-12, atol=1e-15)
        numpy.testing.assert_allclose(biases, real_biases, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize(("shape", "activations", "loss"), CASES)
def test_gradients_are_confirmed_by_finite_differences(shape, activations, loss):
    found = network(shape, activations, loss)
    inputs, targets = samples(shape, 3, loss)
    for number, layer in enumerate(found.layers):

        def of(weights, number=number, layer=layer):
            layers = [*found.layers]
            layers[number] = Layer(weights, layer.biases, layer.activation)
            changed = Network(layers, found.loss)
            return changed.losses(changed.forward(inputs).outputs[-1], targets).mean()

        check_gradients(of, found.gradients(inputs, targets)[number][0], layer.weights)


def test_a_step_goes_downhill():
    found = network([2, 4, 1], ["tanh", "tanh"], "half squared error")
    inputs, targets = samples([2, 4, 1], 5, "half squared error")
    losses = []
    for _ in range(20):
        losses.append(found.losses(found.forward(inputs).outputs[-1], targets).mean())
        found = found.trained(inputs, targets, 0.1)
    assert losses == sorted(losses, reverse=True)


@given(st.floats(-700, 700))
def test_activations_survive_large_nets(net):
    for name, activation in ACTIVATIONS.items():
        out = activation.function(numpy.array([net]))
        assert numpy.isfinite(out).all(), name
        assert numpy.isfinite(activation.derivative(numpy.array([net]), out)).all(), name


def test_softplus_and_softmax_do_not_overflow_where_their_textbook_forms_do():
    assert softplus(numpy.array([1000.0, -1000.0])).tolist() == [1000.0, 0.0]
    assert softmax(numpy.array([[1000.0, 1000.0, -1000.0]])).tolist() == [[0.5, 0.5, 0.0]]


class TestGradientChecker:
    @settings(max_examples=50)
    @given(st.lists(st.floats(-3, 3), min_size=1, max_size=4))
    def test_a_right_gradient_passes_and_the_differences_are_returned(self, at):
        found = check_gradients(lambda x: float(numpy.sin(x).sum()), numpy.cos, at, terms=len(at))
        numpy.testing.assert_allclose(found, numpy.cos(at), atol=1e-9)

    def test_terms_that_cancel_round_as_what_they_are_and_not_as_their_sum(self):
        check_gradients(lambda x: float(numpy.sin(x).sum()), numpy.cos, [1.5, -1.5], terms=2.0)

    @settings(max_examples=50)
    @given(st.floats(-3, 3), st.sampled_from([1e-6, -1e-3, 0.5]))
    def test_a_wrong_one_does_not(self, at, off):
        with pytest.raises(GradientError):
            check_gradients(lambda x: float(numpy.sin(x).sum()), lambda x: numpy.cos(x) + off, [at])

    def test_the_error_has_both_values_and_the_bound(self):
        with pytest.raises(
            GradientError, match=r"element 1: the gradient is 4\.5, finite differences give 4\.\d+; they are"
        ):
            check_gradients(lambda x: float((x * x).sum()), [2.0, 4.5], [1.0, 2.0])

    def test_shapes_must_fit(self):
        with pytest.raises(GradientError, match=r"the gradient has the shape \(1,\), the point \(2,\)"):
            check_gradients(lambda x: float(x.sum()), [1.0], [1.0, 2.0])

    def test_a_gradient_that_is_no_number_is_wrong(self):
        with pytest.raises(GradientError):
            check_gradients(lambda x: float(x.sum()), [math.nan], [1.0])
