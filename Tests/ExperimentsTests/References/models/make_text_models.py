"""A text model of a few pieces, with its vocabulary, and what onnxruntime makes of texts with it.

Made with numpy 2.4, onnx 1.23 and onnxruntime 1.31; the same bytes each time.
"""

import json
from pathlib import Path

import numpy
import onnxruntime
from onnx import TensorProto, checker, helper, numpy_helper

here = Path(__file__).parent
pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "heart", "lung", "##s", "the", "of"]
(here / "tiny-text-vocab.txt").write_text("\n".join(pieces) + "\n")
random = numpy.random.default_rng(2026)


def constant(name, values):
    return numpy_helper.from_array(values, name)


# hidden = (table[ids] + kinds[types]) * mask; pooled = sum / number of pieces.
nodes = [
    helper.make_node("Gather", ["table", "input_ids"], ["words"], axis=0),
    helper.make_node("Gather", ["kinds", "token_type_ids"], ["kind"], axis=0),
    helper.make_node("Add", ["words", "kind"], ["sum"]),
    helper.make_node("Cast", ["attention_mask"], ["seen"], to=TensorProto.FLOAT),
    helper.make_node("Unsqueeze", ["seen", "last"], ["wide"]),
    helper.make_node("Mul", ["sum", "wide"], ["hidden"]),
    helper.make_node("ReduceSum", ["hidden", "middle"], ["total"], keepdims=0),
    helper.make_node("ReduceSum", ["seen", "middle"], ["count"], keepdims=1),
    helper.make_node("Div", ["total", "count"], ["pooled"]),
]
model = helper.make_model(
    helper.make_graph(
        nodes, "text",
        [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"])
         for name in ("input_ids", "attention_mask", "token_type_ids")],
        [helper.make_tensor_value_info("hidden", TensorProto.FLOAT, ["batch", "length", 6]),
         helper.make_tensor_value_info("pooled", TensorProto.FLOAT, ["batch", 6])],
        [constant("table", random.normal(size=(len(pieces), 6)).astype("f4")),
         constant("kinds", random.normal(size=(2, 6)).astype("f4")),
         constant("last", numpy.array([2])), constant("middle", numpy.array([1]))]),
    opset_imports=[helper.make_opsetid("", 13)], ir_version=8, producer_name="semblance")
checker.check_model(model, full_check=True)
(here / "tiny-text.onnx").write_bytes(model.SerializeToString(deterministic=True))

session = onnxruntime.InferenceSession(str(here / "tiny-text.onnx"))
texts = {"a heart": [2, 5, 6, 3], "the lungs of a heart": [2, 9, 7, 8, 10, 5, 6, 3], "": [2, 3]}
found = {}
for text, ids in texts.items():
    row = numpy.array([ids])
    hidden, pooled = session.run(
        ["hidden", "pooled"],
        {"input_ids": row, "attention_mask": row * 0 + 1, "token_type_ids": row * 0})
    found[text] = {
        "none": pooled[0].tolist(), "mean_tokens": pooled[0].tolist(),
        "cls": hidden[0, 0].tolist(), "last_token": hidden[0, -1].tolist()}
(here / "tiny-text.json").write_text(json.dumps(found, indent=0) + "\n")
