"""Writes small synthetic DICOM files and what pydicom makes of them.

usage: make_dicom_references.py   (beside this file; pydicom 3.0.2, numpy, pylibjpeg-openjpeg,
pyjpegls, python-gdcm, Pillow)

Each case is `dicom-NAME.dcm`, with the 8-bit levels of a frame in `dicom-NAME.raw` (grey or RGB,
row by row): pydicom's modality and VOI transforms, scaled to 0…255 and rounded. No third-party
picture is in them.
"""

import io
import json
import pathlib
import warnings

import numpy as np
import pydicom
from PIL import Image
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.pixels import apply_color_lut, apply_modality_lut, apply_voi_lut
from pydicom.sequence import Sequence
from pydicom import uid

warnings.simplefilter("ignore")
HERE = pathlib.Path(__file__).parent
WIDTH, HEIGHT = 38, 34
random = np.random.default_rng(20)
cases = []


def picture(low, high, dtype, shape=(HEIGHT, WIDTH)):
    """A slope with a bright square and some noise, from low to high."""
    rows, columns = np.mgrid[0 : shape[-2], 0 : shape[-1]]
    values = rows * 3.0 + columns * 2.0 + random.normal(0, 4, shape)
    values[..., 3:8, 4:9] += 40
    values -= values.min()
    return np.round(low + (high - low) * values / values.max()).astype(dtype)


def dataset(syntax, array, stored, photometric="MONOCHROME2", **attributes):
    ds = Dataset()
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = syntax
    ds.file_meta.MediaStorageSOPClassUID = uid.SecondaryCaptureImageStorage
    ds.file_meta.MediaStorageSOPInstanceUID = "1.2.3.4"
    ds.SOPClassUID, ds.SOPInstanceUID = uid.SecondaryCaptureImageStorage, "1.2.3.4"
    ds.Modality, ds.PatientID, ds.PatientName = "OT", "12345", "Synthetic^Picture"
    is_color = array.shape[-1] == 3
    ds.SamplesPerPixel = 3 if is_color else 1
    if is_color:
        ds.PlanarConfiguration = 0
    ds.PhotometricInterpretation = photometric
    ds.Rows, ds.Columns = HEIGHT, WIDTH
    if array.ndim == (4 if is_color else 3):
        ds.NumberOfFrames = array.shape[0]
    ds.BitsAllocated = 8 * array.dtype.itemsize
    ds.BitsStored, ds.HighBit = stored, stored - 1
    ds.PixelRepresentation = int(array.dtype.kind == "i")
    for name, value in attributes.items():
        setattr(ds, name, value)
    big = syntax == uid.ExplicitVRBigEndian
    ds.PixelData = array.astype(array.dtype.newbyteorder(">" if big else "<")).tobytes()
    ds["PixelData"].VR = "OB" if ds.BitsAllocated == 8 and syntax != uid.ImplicitVRLittleEndian else "OW"
    if len(ds.PixelData) % 2:
        ds.PixelData += b"\0"
    return ds


def table(first, values, bits=16):
    item = Dataset()
    item.add_new("LUTDescriptor", "US" if first >= 0 else "SS", [len(values), first, bits])
    item.add_new("LUTData", "OW", np.asarray(values, "<u2").tobytes())
    return Sequence([item])


def write(ds, name):
    file = HERE / f"dicom-{name}.dcm"
    syntax = ds.file_meta.TransferSyntaxUID
    ds.save_as(
        file, implicit_vr=syntax == uid.ImplicitVRLittleEndian,
        little_endian=syntax != uid.ExplicitVRBigEndian, enforce_file_format=True)
    return file


def rounded(levels):
    return np.floor(np.clip(levels, 0, 255) + 0.5).astype(np.uint8)


def grey_levels(ds, array):
    """What a viewer shows, from pydicom's transforms."""
    values = apply_modality_lut(array, ds)
    shown = apply_voi_lut(values, ds).astype(float)
    if "VOILUTSequence" in ds:
        low, high = 0, 2 ** ds.VOILUTSequence[0].LUTDescriptor[2] - 1
    elif "WindowCenter" in ds:
        ends = np.array([0, 2**ds.BitsStored - 1]) - (2 ** (ds.BitsStored - 1)) * ds.PixelRepresentation
        low, high = ends * float(ds.get("RescaleSlope", 1)) + float(ds.get("RescaleIntercept", 0))
    elif ds.BitsStored <= 8 and "RescaleSlope" not in ds:
        low, high = 0, 2**ds.BitsStored - 1
    else:
        kept = values[array != ds.PixelPaddingValue] if "PixelPaddingValue" in ds else values
        low, high = kept.min(), kept.max()
    levels = (shown - low) / (high - low) * 255
    return 255 - np.clip(levels, 0, 255) if ds.PhotometricInterpretation == "MONOCHROME1" else levels


def levels(ds, array):
    if ds.PhotometricInterpretation == "PALETTE COLOR":
        colors = apply_color_lut(array, ds)
        return rounded(colors >> 8 if colors.max() > 255 else colors)
    if ds.SamplesPerPixel == 3:
        return rounded(array >> max(0, ds.BitsStored - 8))
    return rounded(grey_levels(ds, array))


def case(name, ds, notes, frame=0, tolerance=0):
    read = pydicom.dcmread(write(ds, name))
    array = read.pixel_array
    if "NumberOfFrames" in read:
        array = array[frame]
    expected = levels(read, array)
    (HERE / f"dicom-{name}.raw").write_bytes(expected.tobytes())
    cases.append({
        "file": f"dicom-{name}.dcm", "frame": frame, "pixels": f"dicom-{name}.raw",
        "width": WIDTH, "height": HEIGHT, "channels": 3 if expected.ndim == 3 else 1,
        "notes": notes, "tolerance": tolerance})


def jpeg(array, quality=92, **options):
    data = io.BytesIO()
    Image.fromarray(array).save(data, "JPEG", quality=quality, **options)
    return data.getvalue()


def by_gdcm(ds):
    """The data set as JPEG lossless by GDCM, which writes what pydicom cannot."""
    import gdcm  # Late: it does not bear the JPEG 2000 plug-in that is loaded before it.

    source, target = HERE / "gdcm-in.dcm", HERE / "gdcm-out.dcm"
    ds.save_as(source, enforce_file_format=True)
    reader = gdcm.ImageReader()
    reader.SetFileName(str(source))
    assert reader.Read()
    change = gdcm.ImageChangeTransferSyntax()
    change.SetTransferSyntax(gdcm.TransferSyntax(gdcm.TransferSyntax.JPEGLosslessProcess14_1))
    change.SetInput(reader.GetImage())
    assert change.Change()
    writer = gdcm.ImageWriter()
    writer.SetFileName(str(target))
    writer.SetFile(reader.GetFile())
    writer.SetImage(change.GetOutput())
    assert writer.Write()
    # Only the picture: the file has the time of its making in it.
    ds.PixelData = pydicom.dcmread(target).PixelData
    ds.file_meta.TransferSyntaxUID = uid.JPEGLosslessSV1
    ds["PixelData"].VR = "OB"
    ds["PixelData"].is_undefined_length = True
    source.unlink()
    target.unlink()
    return ds


window = {"WindowCenter": "40", "WindowWidth": "400"}
hounsfield = {"RescaleSlope": "1", "RescaleIntercept": "-1024"}
LITTLE, IMPLICIT, BIG = uid.ExplicitVRLittleEndian, uid.ImplicitVRLittleEndian, uid.ExplicitVRBigEndian

ct = picture(0, 2600, "uint16")
case("ct-window", dataset(LITTLE, ct, 12, **hounsfield, **window), ["windowFromFile"])
case("ct-implicit", dataset(IMPLICIT, ct, 12, **hounsfield, **window), ["windowFromFile"])
case("ct-big-endian", dataset(BIG, ct, 12, **hounsfield, **window), ["windowFromFile"])
case("ct-deflated",
     dataset(uid.DeflatedExplicitVRLittleEndian, ct, 12, **hounsfield, **window), ["windowFromFile"])
case("ct-range", dataset(LITTLE, ct, 12, **hounsfield), ["stretchedToRange"])
signed = picture(-1000, 1600, "int16")
case("signed", dataset(LITTLE, signed, 16, **window), ["windowFromFile"])
case("signed-12", dataset(LITTLE, picture(-900, 1600, "int16") & 0x0FFF, 12, PixelRepresentation=1),
     ["stretchedToRange"])
padded = signed.copy()
padded[:, :5] = -2000
case("padding", dataset(LITTLE, padded, 16, PixelPaddingValue=-2000), ["stretchedToRange"])
two = {"WindowCenter": ["40", "600"], "WindowWidth": ["400", "2000"]}
case("two-windows", dataset(LITTLE, signed, 16, **two), ["windowFromFile"])
case("linear-exact", dataset(LITTLE, signed, 16, VOILUTFunction="LINEAR_EXACT", **window), ["windowFromFile"])
case("sigmoid", dataset(LITTLE, signed, 16, VOILUTFunction="SIGMOID", **window), ["windowFromFile"])
case("monochrome1", dataset(LITTLE, ct, 12, "MONOCHROME1", WindowCenter="1300", WindowWidth="2000"),
     ["windowFromFile"])
case("monochrome1-8", dataset(LITTLE, picture(0, 255, "uint8"), 8, "MONOCHROME1"), [])
case("grey-8", dataset(LITTLE, picture(20, 200, "uint8"), 8), [])
case("grey-32", dataset(LITTLE, picture(0, 3_000_000_000, "uint32"), 32, RescaleSlope="0.001", RescaleIntercept="0"),
     ["stretchedToRange"])
case("grey-32-big-endian", dataset(BIG, picture(0, 3_000_000_000, "uint32"), 32), ["stretchedToRange"])
curve = np.round(65535 * (np.arange(1000) / 999) ** 2)
case("voi-table", dataset(LITTLE, ct, 12, VOILUTSequence=table(800, curve)), ["windowFromFile"])
case("voi-table-signed", dataset(LITTLE, signed, 16, VOILUTSequence=table(-500, curve)), ["windowFromFile"])
case("modality-table", dataset(LITTLE, ct, 12, ModalityLUTSequence=table(700, curve)), ["stretchedToRange"])
stack = picture(0, 4000, "uint16", (3, HEIGHT, WIDTH))
case("frames", dataset(LITTLE, stack, 12, **window), ["windowFromFile"], frame=2)
case("frames-rle", (lambda d: (d.compress(uid.RLELossless), d)[1])(dataset(LITTLE, stack, 12, **window)),
     ["windowFromFile"], frame=1)

rgb = np.stack([picture(0, 255, "uint8") for _ in range(3)], -1)
case("rgb", dataset(LITTLE, rgb, 8, "RGB"), [])
planar = dataset(LITTLE, rgb, 8, "RGB", PlanarConfiguration=1)
planar.PixelData = np.moveaxis(rgb, -1, 0).tobytes()
case("rgb-planar", planar, [])
case("rgb-16", dataset(LITTLE, rgb.astype("uint16") * 257, 16, "RGB"), ["reducedTo8Bits"])
case("ybr-full", dataset(LITTLE, rgb, 8, "YBR_FULL"), [])
half = dataset(LITTLE, rgb, 8, "YBR_FULL_422")
pairs = rgb.reshape(HEIGHT, WIDTH // 2, 2, 3)
half.PixelData = np.stack(
    [pairs[:, :, 0, 0], pairs[:, :, 1, 0], pairs[:, :, 0, 1], pairs[:, :, 0, 2]], -1).tobytes()
case("ybr-full-422", half, [])


def palette(ds, bits, first=0, count=256):
    ramp = np.arange(count) * (2**bits - 1) // (count - 1)
    for color, values in zip(["Red", "Green", "Blue"], [ramp, ramp[::-1], ramp // 2]):
        ds.add_new(f"{color}PaletteColorLookupTableDescriptor", "US", [count, first, bits])
        ds.add_new(f"{color}PaletteColorLookupTableData", "OW", values.astype("<u2").tobytes())
    return ds


indices = picture(0, 255, "uint8")
case("palette-16", palette(dataset(LITTLE, indices, 8, "PALETTE COLOR"), 16), [])
case("palette-first", palette(dataset(LITTLE, indices, 8, "PALETTE COLOR"), 16, first=40, count=120), [])
segmented = dataset(LITTLE, indices, 8, "PALETTE COLOR")
# 100 times 4096, a ramp over 100 to 65535, then 56 single values.
segments = [0, 2, 4096, 4096, 1, 98, 4096, 1, 100, 65535, 0, 56, *range(60000, 60000 + 56 * 50, 50)]
for color in ["Red", "Green", "Blue"]:
    segmented.add_new(f"{color}PaletteColorLookupTableDescriptor", "US", [256, 0, 16])
    segmented.add_new(
        f"Segmented{color}PaletteColorLookupTableData", "OW", np.asarray(segments, "<u2").tobytes())
case("palette-segmented", segmented, [], tolerance=1)


def compressed(ds, syntax, **options):
    ds.compress(syntax, generate_instance_uid=False, **options)
    return ds


def with_jpeg(ds, data, syntax):
    ds.file_meta.TransferSyntaxUID = syntax
    ds.PixelData = encapsulate([data])
    ds["PixelData"].VR = "OB"
    ds["PixelData"].is_undefined_length = True
    return ds


case("rle-8", compressed(dataset(LITTLE, picture(0, 255, "uint8"), 8), uid.RLELossless), [])
case("rle-16", compressed(dataset(LITTLE, signed, 16, **window), uid.RLELossless), ["windowFromFile"])
case("rle-rgb", compressed(dataset(LITTLE, rgb, 8, "RGB"), uid.RLELossless), [])
case("jpeg-ls", compressed(dataset(LITTLE, ct, 12, **hounsfield, **window), uid.JPEGLSLossless), ["windowFromFile"])
case("jpeg-ls-rgb", compressed(dataset(LITTLE, rgb, 8, "RGB"), uid.JPEGLSLossless), [])
case("jpeg-2000", compressed(dataset(LITTLE, signed, 16, **window), uid.JPEG2000Lossless), ["windowFromFile"])
case("jpeg-2000-rgb", compressed(dataset(LITTLE, rgb, 8, "YBR_RCT"), uid.JPEG2000Lossless), [])
case("jpeg-lossless", by_gdcm(dataset(LITTLE, ct, 12, **hounsfield, **window)),
     ["windowFromFile"])
grey_jpeg = with_jpeg(dataset(LITTLE, indices, 8), jpeg(indices), uid.JPEGBaseline8Bit)
case("jpeg-baseline", grey_jpeg, [], tolerance=1)
smooth = np.asarray(Image.fromarray(rgb[:6, :8]).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC))
color_jpeg = with_jpeg(
    dataset(LITTLE, smooth, 8, "YBR_FULL_422"), jpeg(smooth, subsampling="4:2:2"), uid.JPEGBaseline8Bit)
case("jpeg-baseline-ybr", color_jpeg, [], tolerance=1)

# Attributes of a program that did not know them.
unknown = dataset(LITTLE, ct, 12, **window)
unknown.add_new("RescaleSlope", "UN", b"1 ")
unknown.add_new("RescaleIntercept", "UN", b"-1024 ")
case("unknown-kinds", unknown, ["windowFromFile"])

# Without meta header: only the elements of the data set, in the order of bytes that is the default.
bare = dataset(IMPLICIT, signed, 16, **window)
case("bare", bare, ["windowFromFile"])
body = pydicom.filebase.DicomBytesIO()
body.is_implicit_VR, body.is_little_endian = True, True
pydicom.filewriter.write_dataset(body, bare)
(HERE / "dicom-bare.dcm").write_bytes(body.getvalue())

report = dataset(LITTLE, indices, 8)
report.Modality = "SR"
del report.PixelData
write(report, "report")

(HERE / "dicom.json").write_text(json.dumps(cases, indent=1) + "\n")
