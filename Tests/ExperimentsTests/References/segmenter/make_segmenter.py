"""Makes a tiny promptable segmenter with the inputs and outputs of SAM's export, and what it says.

usage: python make_segmenter.py

encoder.onnx: the mean of blocks of 16 × 16 pixels. decoder.onnx: three masks, of what lies in the box, of a
circle around the points, and of everything or nothing by the mean of the embedding, with overlaps that prefer
the box to the points. decoder-open.onnx: the same with open axes of the mask that it takes as a hint.
decoder-large.onnx: with one that is larger than any picture. decoder-without.onnx: offers no mask. segmenter.json: masks of a striped picture by Pillow, NumPy and Python's onnxruntime.

Made with numpy 2.4.6, onnx 1.23.2, onnxruntime 1.31.1 and Pillow 13.0.0.
"""
import json
import pathlib

import numpy
import onnxruntime
from onnx import TensorProto, checker, helper, numpy_helper
from PIL import Image

HERE = pathlib.Path(__file__).parent
SIDE = 64
MEAN, DEVIATION = [123.675, 116.28, 103.53], [58.395, 57.12, 57.375]


def number(name, value):
    return numpy_helper.from_array(numpy.array(value, numpy.float32), name)


def whole(name, value):
    return numpy_helper.from_array(numpy.array(value, numpy.int64), name)


def floats(name, *shape):
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def save(name, nodes, given, found, constants):
    graph = helper.make_graph(
        [helper.make_node(kind, takes, [gives], **rest) for gives, kind, takes, rest in nodes], name,
        given, found, constants)
    model = helper.make_model(
        graph, producer_name="semblance", ir_version=8, opset_imports=[helper.make_opsetid("", 13)])
    checker.check_model(model)
    (HERE / f"{name}.onnx").write_bytes(model.SerializeToString(deterministic=True))


def encoder():
    save(
        "encoder",
        [
            ("means", "AveragePool", ["images"], {"kernel_shape": [16, 16], "strides": [16, 16]}),
            ("brightness", "ReduceMean", ["means"], {"axes": [1], "keepdims": 1}),
            ("image_embeddings", "Concat", ["means", "brightness"], {"axis": 1}),
        ],
        [floats("images", 1, 3, SIDE, SIDE)], [floats("image_embeddings", 1, 4, 4, 4)], [])


def decoder(file="decoder", hint=(1, 1, 16, 16), end=3):
    nodes = [
        # Rows and columns of the picture in the frame of the encoder.
        ("size", "Cast", ["orig_im_size"], {"to": TensorProto.INT64}),
        ("rows", "Squeeze", ["size_rows", "axis0"], {}),
        ("columns", "Squeeze", ["size_columns", "axis0"], {}),
        ("longest", "ReduceMax", ["orig_im_size"], {"keepdims": 0}),
        ("scale", "Div", ["side", "longest"], {}),
        ("row_numbers", "Range", ["none", "rows", "one"], {}),
        ("column_numbers", "Range", ["none", "columns", "one"], {}),
        ("row_floats", "Cast", ["row_numbers"], {"to": TensorProto.FLOAT}),
        ("column_floats", "Cast", ["column_numbers"], {"to": TensorProto.FLOAT}),
        ("y_line", "Mul", ["row_floats", "scale"], {}),
        ("x_line", "Mul", ["column_floats", "scale"], {}),
        ("y", "Unsqueeze", ["y_line", "axis1"], {}),
        ("x", "Unsqueeze", ["x_line", "axis0"], {}),
        ("px", "Gather", ["point_coords", "none"], {"axis": 2}),
        ("py", "Gather", ["point_coords", "one"], {"axis": 2}),
    ]
    nodes[1:1] = [
        ("size_rows", "Slice", ["size", "at0", "at1"], {}),
        ("size_columns", "Slice", ["size", "at1", "at2"], {}),
    ]
    for label, name in [("1", "point"), ("2", "upper"), ("3", "lower")]:
        nodes += [
            (f"is_{name}", "Equal", ["point_labels", f"label{label}"], {}),
            (f"{name}_weight", "Cast", [f"is_{name}"], {"to": TensorProto.FLOAT}),
            (f"{name}_count", "ReduceSum", [f"{name}_weight"], {"keepdims": 0}),
            (f"{name}_some", "Max", [f"{name}_count", "unit"], {}),
        ]
        for axis in "xy":
            nodes += [
                (f"{name}_{axis}s", "Mul", [f"p{axis}", f"{name}_weight"], {}),
                (f"{name}_{axis}_sum", "ReduceSum", [f"{name}_{axis}s"], {"keepdims": 0}),
                (f"{name}_{axis}", "Div", [f"{name}_{axis}_sum", f"{name}_some"], {}),
            ]
    nodes += [
        ("left", "Sub", ["x", "upper_x"], {}), ("right", "Sub", ["lower_x", "x"], {}),
        ("above", "Sub", ["y", "upper_y"], {}), ("below", "Sub", ["lower_y", "y"], {}),
        ("across", "Min", ["left", "right"], {}), ("down", "Min", ["above", "below"], {}),
        ("in_box", "Min", ["across", "down"], {}),
        ("dx", "Sub", ["x", "point_x"], {}), ("dy", "Sub", ["y", "point_y"], {}),
        ("dx2", "Mul", ["dx", "dx"], {}), ("dy2", "Mul", ["dy", "dy"], {}),
        ("square", "Add", ["dx2", "dy2"], {}), ("distance", "Sqrt", ["square"], {}),
        ("in_circle", "Sub", ["radius", "distance"], {}),
        ("mean", "ReduceMean", ["image_embeddings"], {"keepdims": 0}),
        ("hint", "ReduceMean", ["mask_input"], {"keepdims": 0}),
        ("hinted", "Mul", ["hint", "has_mask_input"], {}),
        ("told", "Add", ["mean", "hinted"], {}),
        ("nothing", "Mul", ["in_circle", "zero"], {}),
        ("everywhere", "Add", ["nothing", "told"], {}),
        ("mask0", "Unsqueeze", ["in_box", "axes01"], {}),
        ("mask1", "Unsqueeze", ["in_circle", "axes01"], {}),
        ("mask2", "Unsqueeze", ["everywhere", "axes01"], {}),
        ("all_masks", "Concat", ["mask0", "mask1", "mask2"], {"axis": 1}),
        ("masks", "Slice", ["all_masks", "at0", "end", "axis1"], {}),
        ("box_overlap", "Mul", ["upper_count", "high"], {}),
        ("point_part", "Min", ["point_count", "unit"], {}),
        ("point_overlap", "Mul", ["point_part", "middle"], {}),
        ("overlap0", "Unsqueeze", ["box_overlap", "axes01"], {}),
        ("overlap1", "Unsqueeze", ["point_overlap", "axes01"], {}),
        ("overlap2", "Unsqueeze", ["low", "axes01"], {}),
        ("overlaps", "Concat", ["overlap0", "overlap1", "overlap2"], {"axis": 1}),
        ("iou_predictions", "Slice", ["overlaps", "at0", "end", "axis1"], {}),
        ("low_res_masks", "Add", ["mask_input", "mask_input"], {}),
    ]
    save(
        file, nodes,
        [
            floats("image_embeddings", 1, 4, 4, 4), floats("point_coords", 1, "points", 2),
            floats("point_labels", 1, "points"), floats("mask_input", *hint),
            floats("has_mask_input", 1), floats("orig_im_size", 2),
        ],
        [
            floats("masks", 1, end, "rows", "columns"), floats("iou_predictions", 1, end),
            floats("low_res_masks", *hint),
        ],
        [
            number("side", SIDE), number("label1", 1), number("label2", 2), number("label3", 3),
            number("unit", 1), number("zero", 0), number("radius", 9), number("high", 0.9),
            number("middle", 0.8), number("low", 0.3), whole("none", 0), whole("one", 1),
            whole("axis0", [0]), whole("axis1", [1]), whole("axes01", [0, 1]), whole("at0", [0]),
            whole("at1", [1]), whole("at2", [2]), whole("end", [end]),
        ])


def picture(width, height):
    """Stripes that go from blue to red."""
    x, y = numpy.meshgrid(numpy.arange(width), numpy.arange(height))
    return numpy.stack([x * 255 // width, (x * 37 + y * 11) % 256, 255 - y * 255 // height], -1).astype(
        numpy.uint8)


def embedding(samples):
    height, width = samples.shape[:2]
    scale = SIDE / max(height, width)
    size = [int(s * scale + 0.5) for s in (width, height)]
    small = numpy.asarray(Image.fromarray(samples).resize(size, Image.Resampling.BILINEAR), numpy.float32)
    normal = (small - numpy.float32(MEAN)) / numpy.float32(DEVIATION)
    frame = numpy.zeros((1, 3, SIDE, SIDE), numpy.float32)
    frame[0, :, :size[1], :size[0]] = normal.transpose(2, 0, 1)
    session = onnxruntime.InferenceSession(HERE / "encoder.onnx")
    return session.run(None, {"images": frame})[0], numpy.array(size) / (width, height)


def decoded(samples, points, box):
    found, scale = embedding(samples)
    places = points + ([box[:2], box[2:]] if box else [[0, 0]])
    labels = [1] * len(points) + ([2, 3] if box else [-1])
    masks, overlaps = onnxruntime.InferenceSession(HERE / "decoder.onnx").run(
        ["masks", "iou_predictions"], {
            "image_embeddings": found,
            "point_coords": (numpy.array(places, float) * scale)[None].astype(numpy.float32),
            "point_labels": numpy.array([labels], numpy.float32),
            "mask_input": numpy.zeros((1, 1, 16, 16), numpy.float32),
            "has_mask_input": numpy.zeros(1, numpy.float32),
            "orig_im_size": numpy.array(samples.shape[:2], numpy.float32),
        })
    best = int(overlaps[0].argmax())
    return {
        "width": samples.shape[1], "height": samples.shape[0], "points": points, "box": box,
        "embedding": found.ravel().tolist(), "overlap": float(overlaps[0, best]),
        "mask": (masks[0, best] > 0).ravel().tolist(),
    }


def main():
    encoder()
    decoder()
    decoder("decoder-open", hint=("batch", 1, "height", "width"))
    decoder("decoder-large", hint=(1, 1, 128, 128))
    decoder("decoder-without", end=0)
    wide, high = picture(40, 25), picture(21, 33)
    cases = [
        decoded(wide, [[30, 8]], None), decoded(wide, [], [5, 4, 15, 20]),
        decoded(high, [[4, 20], [10, 20]], None), decoded(high, [[4, 20]], [2, 3, 19, 30]),
    ]
    (HERE / "segmenter.json").write_text(json.dumps(cases) + "\n")


main()
