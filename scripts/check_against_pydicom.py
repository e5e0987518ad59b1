"""The comparison behind check-against-pydicom, which says what it is for."""
import logging
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import warnings

import numpy as np
import pydicom
from PIL import Image
from pydicom.pixels import apply_color_lut, apply_modality_lut, apply_voi_lut
from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = os.environ.get("SEMBLANCE", str(ROOT / ".build/release/semblance"))

# Differences beyond 1 that are understood, by file.
REASONS = {
    "JPGExtended.dcm": "lossy 12-bit JPEG: two decoders round the inverse transform differently",
    "SC_rgb_jpeg.dcm": "implicit attributes in a compressed transfer syntax, which PS3.5 A.4 forbids",
}
# What functional groups of enhanced objects say of a frame; pydicom's transforms do not look there.
MACROS = {
    "PixelValueTransformationSequence": ["RescaleSlope", "RescaleIntercept"],
    "FrameVOILUTSequence": ["WindowCenter", "WindowWidth", "VOILUTFunction"],
}

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)


def main(folders):
    rows, is_good = [], True
    for file in files(folders or known_folders()):
        for row in compare(file):
            rows.append(row)
            is_good = is_good and (row[-1] != "?")
    print("| file | transfer syntax | colours | bits | levels | HU | remark |")
    print("|:--|:--|:--|:--|--:|--:|:--|")
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |")
    compared = [row[4] for row in rows if isinstance(row[4], float)]
    print(f"\n{len(compared)} pictures compared, largest difference {max(compared, default=0):.2f}")
    return 0 if is_good else 1


def known_folders():
    import data_store

    return [pathlib.Path(pydicom.__file__).parent / "data/test_files",
            pathlib.Path(data_store.__file__).parent / "data"]


def files(folders):
    found = [file for folder in folders for file in sorted(pathlib.Path(folder).rglob("*"))]
    return [file for file in found if file.is_file() and is_dicom(file)]


def is_dicom(file):
    if file.suffix == ".dcm":
        return True
    with file.open("rb") as stream:
        return stream.read(132)[128:] == b"DICM"


def compare(file):
    """One row for the first and one for the last frame."""
    frames = {0}
    try:
        frames.add(int(pydicom.dcmread(file, force=True, stop_before_pixels=True).NumberOfFrames) - 1)
    except Exception:
        pass
    return [compare_frame(file, frame) for frame in sorted(frames)]


def compare_frame(file, frame):
    name = file.name if frame == 0 else f"{file.name}#{frame}"
    found, problem = decoded(file, frame)
    try:
        dataset, array = read(file, frame)
        expected = levels(dataset, array)
    except Exception as error:
        theirs = re.sub(r"\s+", " ", str(error))[:60].replace("|", "/")
        remark = f"neither reads it: {problem}" if found is None else f"pydicom does not read it: {theirs}"
        return [name, "", "", "", "", "", remark]
    facts = [name, dataset.file_meta.TransferSyntaxUID.name, dataset.PhotometricInterpretation,
             f"{dataset.BitsStored}/{dataset.BitsAllocated}"]
    if found is None:
        return facts + ["", "", f"{REASONS.get(file.name, '?')} ({problem})"]
    difference = float(np.abs(found.reshape(expected.shape) - expected).max())
    units = hounsfield(file, frame, dataset, array)
    is_close = difference <= 1 and (units == "" or units <= 1)
    remark = "" if is_close else REASONS.get(file.name, "?")
    return facts + [round(difference, 2), units, remark]


def decoded(file, frame, *options):
    """Our picture, or the reason why there is none."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [PROGRAM, "decode", str(file), "-o", folder, "--frames", str(frame), *options],
            capture_output=True, text=True, check=False)
        if done.returncode != 0:
            return None, done.stderr.strip().split(": ", 3)[-1].replace("|", "/")
        return np.asarray(Image.open(next(pathlib.Path(folder).iterdir()))).astype(float), None


def read(file, frame):
    dataset = pydicom.dcmread(file, force=True)
    if "TransferSyntaxUID" not in dataset.file_meta:
        dataset.file_meta.TransferSyntaxUID = (
            ImplicitVRLittleEndian if dataset.original_encoding[0] else ExplicitVRLittleEndian)
    array = dataset.pixel_array
    if int(dataset.get("NumberOfFrames") or 1) > 1:
        array = array[frame]
    for groups, index in [("SharedFunctionalGroupsSequence", 0),
                          ("PerFrameFunctionalGroupsSequence", frame)]:
        for macro, keywords in MACROS.items():
            for keyword in keywords:
                value = functional(dataset, groups, index, macro, keyword)
                if value is not None:
                    setattr(dataset, keyword, value)
    return dataset, array


def functional(dataset, groups, index, macro, keyword):
    try:
        return getattr(getattr(getattr(dataset, groups)[index], macro)[0], keyword)
    except (AttributeError, IndexError):
        return None


def levels(dataset, array):
    """pydicom's values on the scale of 0 to 255, not rounded."""
    if dataset.PhotometricInterpretation == "PALETTE COLOR":
        colors = apply_color_lut(array, dataset).astype(float)
        return np.floor(colors / 256) if colors.max() > 255 else colors
    if dataset.SamplesPerPixel == 3:
        return np.floor(array.astype(float) / 2.0 ** max(0, dataset.BitsStored - 8))
    values = apply_modality_lut(array, dataset)
    shown = apply_voi_lut(values, dataset).astype(float)
    low, high = ends(dataset, array, values)
    scaled = np.clip((shown - low) / (high - low) * 255, 0, 255) if high > low else shown * 0
    return 255 - scaled if dataset.PhotometricInterpretation == "MONOCHROME1" else scaled


def ends(dataset, array, values):
    """What apply_voi_lut makes of black and white."""
    table = dataset.get("VOILUTSequence")
    if table and "LUTData" in table[0]:
        return 0, 2 ** table[0].LUTDescriptor[2] - 1
    stored = np.array([0, 2.0**dataset.BitsStored - 1])
    stored -= 2.0 ** (dataset.BitsStored - 1) * dataset.PixelRepresentation
    has_window = "WindowCenter" in dataset and dataset.WindowWidth is not None
    is_rescaled = not np.array_equal(values, array)
    if has_window and "ModalityLUTSequence" in dataset:
        return 0, 2 ** dataset.ModalityLUTSequence[0].LUTDescriptor[2] - 1
    if has_window:
        slope = float(dataset.get("RescaleSlope", 1))
        return tuple(stored * slope + float(dataset.get("RescaleIntercept", 0)))
    if dataset.BitsStored <= 8 and not is_rescaled:
        return tuple(stored)
    kept = array != dataset.PixelPaddingValue if "PixelPaddingValue" in dataset else array == array
    return values[kept].min(), values[kept].max()


def hounsfield(file, frame, dataset, array):
    """The largest difference in HU of a CT: a window of 256 units has a level for each."""
    if dataset.get("Modality") != "CT" or dataset.SamplesPerPixel != 1:
        return ""
    values = apply_modality_lut(array, dataset)
    largest = 0.0
    for center in range(int(values.min()) + 127, int(values.max()) + 255, 254):
        found, _ = decoded(file, frame, f"--window={center},256")
        if dataset.PhotometricInterpretation == "MONOCHROME1":
            found = 255 - found
        inside = (values > center - 128) & (values < center + 127)
        if inside.any():
            measured = found.reshape(values.shape)[inside] + center - 128
            largest = max(largest, float(np.abs(measured - values[inside]).max()))
    return largest


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
