"""Files that mean no good, each of which once ended the program or took its time without end."""

import sqlite3
import struct
import zipfile
from pathlib import Path

FOLDER = Path(__file__).parent / "vectors"


def array(scalar, shape, body):
    text = f"{{'descr': '{scalar}', 'fortran_order': False, 'shape': {shape}, }}".encode()
    text += b" " * (-(10 + len(text) + 1) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text + body


# Texts of more characters than can be counted in bytes.
for name, scalar in [("wide-text.npz", "<U4611686018427387904"), ("wide-bytes.npz", "|S9223372036854775807")]:
    with zipfile.ZipFile(FOLDER / name, "w") as archive:
        for member, content in [
            ("embeddings.npy", array("<f4", "(2, 3)", struct.pack("<6f", *range(6)))),
            ("ids.npy", array(scalar, "(2,)", b"ab")),
        ]:
            archive.writestr(zipfile.ZipInfo(member), content)

# Collections without end.
(FOLDER / "endless.sqlite3").unlink(missing_ok=True)
store = sqlite3.connect(FOLDER / "endless.sqlite3")
store.execute("PRAGMA page_size=512")
store.execute("""CREATE VIEW collections AS WITH RECURSIVE counted(n) AS
    (SELECT 1 UNION ALL SELECT n + 1 FROM counted) SELECT n AS id, n AS name FROM counted""")
for table in ["segments (id, collection, scope)", "embeddings (id, segment_id, embedding_id)"]:
    store.execute("CREATE TABLE " + table)
store.commit()
