"""Writes the same 5 × 4 vectors in every form that is read: python make_vectors.py

Needs numpy, safetensors and chromadb 1.5. Row i, column j is i + j / 8 - 1, exact in half precision
and in bfloat16; ids are s0 … s4, labels cat and dog in turn, groups p0 p0 p1 p1 p2.
"""
import json
import shutil
import sqlite3
import struct
import tempfile
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parent / "vectors"
shutil.rmtree(FOLDER, ignore_errors=True)
FOLDER.mkdir()
vectors = (np.arange(5)[:, None] + np.arange(4)[None, :] / 8 - 1).astype(np.float64)
ids = [f"s{i}" for i in range(5)]
labels = ["cat", "dog", "cat", "dog", "cat"]
groups = ["p0", "p0", "p1", "p1", "p2"]

np.savez(FOLDER / "one.npz", vectors)
np.savez(
    FOLDER / "columns.npz", embeddings=vectors.astype(np.float32), ids=np.array(ids), labels=np.array(labels, "S"),
    groups=np.array(groups), other=np.zeros(3))
np.savez_compressed(FOLDER / "integers.npz", features=vectors, labels=np.array([[3], [-1], [3], [-1], [3]]))
np.save(FOLDER / "half.npy", vectors.astype(np.float16))

rows = list(zip(ids, labels, groups, vectors.tolist()))
(FOLDER / "columns.csv").write_text(
    "id,label,group,e0,e1,e2,e3,age\n" + "".join(f"{i},{l},{g},{','.join(map(repr, v))},40\n" for i, l, g, v in rows))
(FOLDER / "lists.csv").write_text(
    "image,embedding,class,note\n" + "".join(f'{i},"{json.dumps(v)}",{l},"a, b"\n' for i, l, g, v in rows))
(FOLDER / "plain.tsv").write_text("a\tb\tc\td\n" + "".join("\t".join(map(repr, v)) + "\n" for _, _, _, v in rows))
(FOLDER / "manifest.csv").write_text("path,age,height\na.png,4,5\n")
(FOLDER / "ragged.csv").write_text('id,embedding\na,"[1, 2]"\nb,"[1]"\n')
(FOLDER / "text.csv").write_text('id,e0,e1\na,1,2\nb,1,two\n')

dump = lambda name, value: (FOLDER / name).write_text(json.dumps(value))
dump("objects.json", [{"id": i, "class": l, "patient": g, "image_features": v} for i, l, g, v in rows])
dump("columns.json", {
    "ids": ids, "embeddings": vectors.tolist(), "documents": None,
    "metadatas": [{"label": l, "group": g, "n": 1} for l, g in zip(labels, groups)]})
dump("map.json", dict(zip(ids, vectors.tolist())))
dump("other.json", {"a": 1})
dump("coco.json", {"images": [{"id": 1, "file_name": "a.png"}]})

from safetensors.numpy import save_file

numbers = np.array([3, 1, 3, 1, 3], np.int64)
for name, dtype in (("f64", np.float64), ("f32", np.float32), ("f16", np.float16)):
    save_file({"embeddings": vectors.astype(dtype), "labels": numbers, "weight": vectors.astype(dtype)[:2]},
              FOLDER / f"{name}.safetensors", metadata={"made": "here"})
bits = (vectors.astype(np.float32).view(np.uint32) >> 16).astype("<u2").tobytes()
header = json.dumps({"x": {"dtype": "BF16", "shape": [5, 4], "data_offsets": [0, 40]}}).encode()
whole = struct.pack("<Q", len(header)) + header + bits
(FOLDER / "bf16.safetensors").write_bytes(whole)
(FOLDER / "truncated.safetensors").write_bytes(whole[:-1])
(FOLDER / "long-header.safetensors").write_bytes(struct.pack("<Q", 1 << 62) + header)
header = json.dumps({"x": {"dtype": "F32", "shape": [1 << 40, 1 << 40], "data_offsets": [0, 40]}}).encode()
(FOLDER / "overflow.safetensors").write_bytes(struct.pack("<Q", len(header)) + header + bits)

import chromadb


def store(name, *collections, threshold=1000):
    with tempfile.TemporaryDirectory() as folder:
        client = chromadb.PersistentClient(path=folder)
        for collection in collections:
            made = client.create_collection(
                collection, metadata={"hnsw:sync_threshold": threshold, "hnsw:batch_size": threshold})
            made.add(ids=ids, embeddings=vectors[::-1].tolist(),
                     metadatas=[{"label": l, "group": g, "n": 1} for l, g in zip(labels, groups)])
            # What counts is the last that was said of each: of s0 to s3, and then of s4, which the log
            # still has when the index has the others.
            made.update(ids=ids[:4], embeddings=vectors[:4].tolist())
            made.add(ids=["gone"], embeddings=[[9, 9, 9, 9]])
            made.delete(ids=["gone"])
            made.update(ids=ids[4:], embeddings=vectors[4:].tolist())
            found = made.get(ids=ids, include=["embeddings"])
            assert dict(zip(found["ids"], map(list, found["embeddings"]))) == dict(zip(ids, map(list, vectors)))
        shutil.copytree(folder, FOLDER / name, ignore=shutil.ignore_patterns("*.sqlite3*"))
        target = sqlite3.connect(FOLDER / name / "chroma.sqlite3")
        sqlite3.connect(Path(folder) / "chroma.sqlite3").backup(target)
        # The texts of its own migrations are most of a small store.
        target.execute("DELETE FROM migrations")
        print(name, target.execute("SELECT count(*) FROM embeddings_queue").fetchone()[0], "entries in the log")
        target.commit()
        target.execute("VACUUM")


store("chroma", "images")
store("chroma-two", "images", "purged")
store("chroma-indexed", "images", threshold=4)
for folder in (FOLDER / "chroma-two").iterdir():
    if folder.is_dir():
        shutil.rmtree(folder)
database = sqlite3.connect(FOLDER / "chroma-two" / "chroma.sqlite3")
# As if its index, in the folders, had been left behind.
database.execute("""DELETE FROM embeddings_queue WHERE id IN ('s1', 's2') AND topic LIKE
    '%/' || (SELECT id FROM collections WHERE name = 'purged')""")
database.commit()
database.execute("VACUUM")
