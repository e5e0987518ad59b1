"""Makes tiny ONNX models of the shapes that real ones have, and the vectors that Python's
onnxruntime gives for the sample photographs by the cards beside them.

usage: python make_models.py

Made with numpy 2.4.6, onnx 1.23.2, onnxruntime 1.31.1, Pillow 13.0.0 and PyYAML 6.0.3.
"""
import pathlib
import subprocess
import sys
import tempfile

import numpy
import onnx
from onnx import TensorProto, checker, helper, numpy_helper
from onnxruntime import quantization

HERE = pathlib.Path(__file__).parent
REFERENCE = HERE.parents[3] / "scripts/model-reference"
SIDE = 32
RANDOM = numpy.random.default_rng(5)


def constant(name, *shape):
    values = RANDOM.standard_normal(shape) / numpy.sqrt(numpy.prod(shape[1:]))
    return numpy_helper.from_array(values.astype(numpy.float32), name)


def whole(name, *values):
    return numpy_helper.from_array(numpy.array(values, numpy.int64), name)


def floats(name, *shape):
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def save(name, nodes, given, found, constants):
    graph = helper.make_graph(nodes, name, given, found, constants)
    model = helper.make_model(
        graph, producer_name="semblance", ir_version=8, opset_imports=[helper.make_opsetid("", 13)])
    checker.check_model(model, full_check=True)
    (HERE / f"{name}.onnx").write_bytes(model.SerializeToString(deterministic=True))


def convolution(given, channels):
    return helper.make_node("Conv", [given, "filters"], ["filtered"], strides=[8, 8])


def vector(name, channels=3):
    """As EfficientNet: one vector an image, and class scores as a second output."""
    save(
        name,
        [
            convolution("image", channels),
            helper.make_node("Relu", ["filtered"], ["map"]),
            helper.make_node("GlobalAveragePool", ["map"], ["average"]),
            helper.make_node("Flatten", ["average"], ["embedding"]),
            helper.make_node("Gemm", ["embedding", "weights"], ["logits"]),
        ],
        [floats("image", "N", channels, SIDE, SIDE)],
        [floats("logits", "N", 2), floats("embedding", "N", 6)],
        [constant("filters", 6, channels, 8, 8), constant("weights", 6, 2)])


def tokens():
    """As a vision transformer: a first token of its own, then one for each of 16 patches."""
    save(
        "tokens",
        [
            convolution("pixel_values", 3),
            helper.make_node("Reshape", ["filtered", "flat"], ["columns"]),
            helper.make_node("Transpose", ["columns"], ["patches"], perm=[0, 2, 1]),
            helper.make_node("ReduceMax", ["patches"], ["first"], axes=[1], keepdims=1),
            helper.make_node("Concat", ["first", "patches"], ["last_hidden_state"], axis=1),
        ],
        [floats("pixel_values", 1, 3, SIDE, SIDE)], [floats("last_hidden_state", 1, 17, 7)],
        [constant("filters", 7, 3, 8, 8), whole("flat", 1, 7, 16)])


def feature_map():
    """As TensorFlow's models: pixels interleaved, the feature map before pooling."""
    save(
        "map",
        [
            helper.make_node("Transpose", ["input:0"], ["planes"], perm=[0, 3, 1, 2]),
            convolution("planes", 3),
            helper.make_node("Relu", ["filtered"], ["Relu:0"]),
        ],
        [floats("input:0", "N", SIDE, SIDE, 3)], [floats("Relu:0", "N", 6, 4, 4)],
        [constant("filters", 6, 3, 8, 8)])


def reciprocal():
    """Of the mean of each block: infinite where one is black."""
    save(
        "reciprocal",
        [
            helper.make_node(
                "AveragePool", ["image"], ["means"], kernel_shape=[8, 8], strides=[8, 8]),
            helper.make_node("Reciprocal", ["means"], ["reciprocals"]),
        ],
        [floats("image", 1, 3, SIDE, SIDE)], [floats("reciprocals", 1, 3, 4, 4)], [])


class Calibration(quantization.CalibrationDataReader):
    def __init__(self):
        values = RANDOM.uniform(-1, 1, (20, 1, 3, SIDE, SIDE)).astype(numpy.float32)
        self.images = iter([{"image": image} for image in values])

    def get_next(self):
        return next(self.images, None)


def quantized():
    """The network of vector.onnx with 8-bit weights and activations."""
    quantization.quantize_static(
        str(HERE / "vector.onnx"), str(HERE / "vector-int8.onnx"), Calibration(),
        quant_format=quantization.QuantFormat.QDQ)


def main():
    vector("vector")
    vector("grey", channels=1)
    tokens()
    feature_map()
    reciprocal()
    quantized()
    for card in sorted(HERE.glob("*.yaml")):
        for line in card.read_text().splitlines():
            if line.startswith("file: "):
                model = HERE / line.removeprefix("file: ")
                subprocess.run(
                    [sys.executable, REFERENCE, card, model, card.with_suffix(".npy")], check=True)


main()
