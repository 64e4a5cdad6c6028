"""The reference mathematics: what the tables compute, as plain programs that know nothing of cells."""

from sheetgen.native.gradient_check import GradientError, check_gradients
from sheetgen.native.network import Layer, Network
from sheetgen.native.neuron import Neuron

__all__ = ["GradientError", "Layer", "Network", "Neuron", "check_gradients"]
