"""Writes small NIfTI volumes and what nibabel reads in them.

usage: make_nifti_references.py   (beside this file; nibabel 5.4.2, numpy)

Each case is `nifti-NAME.nii` or `.nii.gz`, and `nifti-NAME-AXIS-FRAME.raw`: the 8-bit levels of one
slice, `data[:, :, k].T` for axis k, scaled from its smallest to its largest value, or by the window.
"""

import gzip
import json
import pathlib

import nibabel as nib
import numpy as np

HERE = pathlib.Path(__file__).parent
SHAPE = (9, 7, 5)
random = np.random.default_rng(3)
cases = []


def volume(dtype, volumes=1):
    shape = SHAPE + (() if volumes == 1 else (volumes,))
    i, j, k = np.indices(SHAPE)
    values = (i * 3 + j * 5 + k * 11).astype(float)
    values = values.reshape(SHAPE + (1,) * (len(shape) - 3)) + random.normal(0, 4, shape)
    dtype = np.dtype(dtype)
    if dtype.kind == "f":
        return (values * 0.01 - 0.2).astype(dtype)
    low, high = (0, 200) if dtype.kind == "u" else (-100, 100)
    values = (values - values.min()) / (values.max() - values.min())
    return np.round(low + (high - low) * values).astype(dtype)


def write(name, data, version=1, big=False, scale=None, window=None, packed=False):
    kind = {1: nib.Nifti1Image, 2: nib.Nifti2Image}[version]
    header = kind.header_class(endianness=">" if big else "<")
    header.set_data_dtype(data.dtype)
    image = kind(data, np.diag([2, 2, 3, 1]), header)
    if window:
        image.header["cal_min"], image.header["cal_max"] = window
    body = bytearray(image.to_bytes())
    if scale:
        # nibabel chooses its own scale while writing, so it is set in the header that was written.
        places, form = ((112, 116), "f4") if version == 1 else ((176, 184), "f8")
        for place, number in zip(places, scale):
            value = np.array(number, (">" if big else "<") + form).tobytes()
            body[place : place + len(value)] = value
    file = HERE / f"nifti-{name}.nii{'.gz' if packed else ''}"
    file.write_bytes(gzip.compress(bytes(body), mtime=0) if packed else bytes(body))
    return file


def levels(values, low, high):
    fraction = (values - low) / (high - low)
    return np.floor(np.clip(fraction, 0, 1) * 255 + 0.5).astype(np.uint8)


def case(name, data, axis="k", frame=2, note="stretchedToRange", **options):
    file = write(name, data, **options)
    image = nib.load(file)
    read = np.asarray(image.get_fdata(dtype=np.float64))
    count = read.shape["ijk".index(axis)]
    whole = read.reshape(read.shape[:3] + (-1,), order="F")[..., frame // count]
    slice_ = np.take(whole, frame % count, "ijk".index(axis)).T
    low, high = options.get("window") or (slice_.min(), slice_.max())
    pixels = f"nifti-{name}-{axis}-{frame}.raw"
    (HERE / pixels).write_bytes(np.ascontiguousarray(levels(slice_, low, high)).tobytes())
    cases.append({
        "file": file.name, "axis": axis, "frame": frame, "pixels": pixels,
        "width": slice_.shape[1], "height": slice_.shape[0], "note": note,
        "frames": count * (read.size // np.prod(SHAPE))})


for dtype in ["uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64", "float32", "float64"]:
    case(dtype, volume(dtype))
    case(dtype + "-big-endian", volume(dtype), big=True)
case("version-2", volume("int16"), version=2)
case("version-2-big-endian", volume("float32"), version=2, big=True, scale=(2.0, -1.0))
case("scaled", volume("int16"), scale=(0.5, -30.0))
case("packed", volume("int16"), packed=True)
case("volumes", volume("int16", 3), frame=12)
case("volumes-packed", volume("float32", 3), frame=13, packed=True)
case("across-i", volume("int16"), axis="i", frame=4)
case("across-j", volume("int16", 2), axis="j", frame=9)
case("window", volume("int16"), window=(-50.0, 60.0), note="windowFromFile")
(HERE / "nifti.json").write_text(json.dumps(cases, indent=1, default=int) + "\n")
