"""Makes tiny.onnx, two-inputs.onnx, words.onnx and the JSON files beside it, with Python's onnxruntime.

usage: python make-references.py EFFICIENTNET.onnx

Made with numpy 2.4.6, onnx 1.23.2 and onnxruntime 1.31.1.
"""
import json
import pathlib
import sys

import numpy
import onnxruntime
from onnx import TensorProto, checker, helper, numpy_helper

HERE = pathlib.Path(__file__).parent


def tiny():
    """A network of a few numbers with a float input, two float outputs and one of integers."""
    random = numpy.random.default_rng(2)
    constant = lambda name, *shape: numpy_helper.from_array(
        random.standard_normal(shape).astype(numpy.float32), name)
    nodes = [
        helper.make_node(
            "Conv", ["image", "filters"], ["filtered"], auto_pad="SAME_UPPER", strides=[2, 2]),
        helper.make_node("Relu", ["filtered"], ["positive"]),
        helper.make_node("GlobalAveragePool", ["positive"], ["average"]),
        helper.make_node("Flatten", ["average"], ["embedding"]),
        helper.make_node("Gemm", ["embedding", "weights", "bias"], ["logits"]),
        helper.make_node("ArgMax", ["logits"], ["class"], axis=1, keepdims=0),
    ]
    return serialised(helper.make_graph(
        nodes, "tiny", [floats("image", "N", 3, 8, 8)],
        [
            floats("embedding", "N", 5),
            floats("logits", "N", 2),
            helper.make_tensor_value_info("class", TensorProto.INT64, ["N"]),
        ],
        [constant("filters", 5, 3, 3, 3), constant("weights", 5, 2), constant("bias", 2)]))


def two_inputs():
    node = helper.make_node("Add", ["a", "b"], ["sum"])
    return serialised(helper.make_graph(
        [node], "two-inputs", [floats("a", "N"), floats("b", "N")], [floats("sum", "N")]))


def words():
    """The mean of the rows (i, i², 1) that numbers name, where a mask is 1: integers of both widths."""
    rows = numpy.array([[i, i * i, 1] for i in range(10)], numpy.float32)
    axis = numpy_helper.from_array(numpy.array([1], numpy.int64), "axis")
    last = numpy_helper.from_array(numpy.array([2], numpy.int64), "last")
    nodes = [
        helper.make_node("Gather", ["rows", "ids"], ["found"]),
        helper.make_node("Cast", ["mask"], ["weights"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["weights", "last"], ["columns"]),
        helper.make_node("Mul", ["found", "columns"], ["kept"]),
        helper.make_node("ReduceSum", ["kept", "axis"], ["sum"], keepdims=0),
        helper.make_node("ReduceSum", ["weights", "axis"], ["count"], keepdims=1),
        helper.make_node("Div", ["sum", "count"], ["embedding"]),
    ]
    integers = [
        helper.make_tensor_value_info("ids", TensorProto.INT64, ["N", "L"]),
        helper.make_tensor_value_info("mask", TensorProto.INT32, ["N", "L"]),
    ]
    return serialised(helper.make_graph(
        nodes, "words", integers, [floats("embedding", "N", 3)],
        [numpy_helper.from_array(rows, "rows"), axis, last]))


def floats(name, *shape):
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def serialised(graph):
    model = helper.make_model(
        graph, producer_name="semblance", ir_version=8, opset_imports=[helper.make_opsetid("", 13)])
    checker.check_model(model, full_check=True)
    return model.SerializeToString(deterministic=True)


def pattern(*shape):
    """The numbers that `Tensor.pattern` of the tests makes: exact in Float, in [-1, 1)."""
    index = numpy.arange(numpy.prod(shape), dtype=numpy.int64)
    return ((index * 7919 % 256 - 128) / 128).astype(numpy.float32).reshape(shape)


def outputs(path, images):
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    names = ["embedding", "logits"]
    return dict(zip(names, session.run(names, {"image": images})))


def write(name, content):
    text = json.dumps({key: values.tolist() for key, values in content.items()})
    (HERE / name).write_text(text + "\n")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    (HERE / "tiny.onnx").write_bytes(tiny())
    (HERE / "two-inputs.onnx").write_bytes(two_inputs())
    (HERE / "words.onnx").write_bytes(words())
    write("tiny.json", outputs(HERE / "tiny.onnx", pattern(4, 3, 8, 8)))
    write("efficientnet-lite0.json", {
        key: values[:, :50]
        for key, values in outputs(sys.argv[1], pattern(1, 3, 224, 224)).items()})


main()
