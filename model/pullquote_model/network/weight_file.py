"""The weight file that the program compiles in: writing and reading.

Little-endian: "PQW2"; u32 length of the JSON header, which is padded with spaces so that the data begins at a multiple of 64;
the header {"config": {...}, "labels": {...}, "tensors": [{"name", "shape", "dtype": "coded" | "f32", "offset", "bytes"?,
"scales"?}]}; the tensors, each at a multiple of 64 from the start of the data (offsets count from there).  A coded tensor is a
matrix of small integers in a prefix code (huffman.py), and "scales" is the offset of one f32 a row: w = q * scale[row].

The file may lie in parts, each a file weights.bin in a folder of its own, in order of their names: a package registry takes no
file of its size in one piece.
"""
from __future__ import annotations

import json
import struct
from dataclasses import fields
from pathlib import Path

import numpy as np
import torch

from pullquote_model.data import tokenizer as tk
from pullquote_model.labels import BIO_LABELS, BUCKET_EDGES, ENT_LABELS, LINK_LABELS
from pullquote_model.network import huffman
from pullquote_model.network.net import Config, Net

MAGIC = b"PQW2"
ALIGN = 64
BIG = ("qkv.weight", "out.weight", "up.weight", "down.weight", "link_a.weight", "link_f.weight", "link_b.weight")
TABLES = ("word.weight", "position.weight")
Stored = dict[str, tuple[np.ndarray, np.ndarray]]
"""The integers and the row scales of each coded tensor."""


def is_coded(name: str) -> bool:
    """Which tensors are stored as integers: the embeddings of words and positions, and the big linear layers."""
    return name in TABLES or name.endswith(BIG)


def write_weights(net: Net, path: Path, stored: Stored) -> None:
    """Write a network whose big layers are stored as the given integers."""
    blob = bytearray()
    tensors = []

    def put(a: np.ndarray) -> int:
        blob.extend(b"\0" * (-len(blob) % ALIGN))
        at = len(blob)
        blob.extend(np.ascontiguousarray(a).tobytes())
        return at

    for name, t in net.state_dict().items():
        w = t.float().numpy()
        if name == "position.weight":
            w = w[:tk.WINDOW]
        entry = {"name": name, "shape": list(w.shape)}
        if is_coded(name):
            q, scale = stored[name]
            coded = huffman.encode(q[:len(w)])
            entry |= {"dtype": "coded", "offset": put(np.frombuffer(coded, np.uint8)), "bytes": len(coded), "scales": put(scale[:len(w)].astype("<f4"))}
        else:
            entry |= {"dtype": "f32", "offset": put(w.astype("<f4"))}
        tensors.append(entry)
    config = net.config.as_dict() | {"positions": tk.WINDOW, "window": tk.WINDOW, "bucket_edges": list(BUCKET_EDGES)}
    labels = {"ent": ENT_LABELS, "cue": BIO_LABELS, "src": BIO_LABELS, "con": BIO_LABELS, "link": LINK_LABELS}
    header = json.dumps({"config": config, "labels": labels, "tensors": tensors}).encode()
    header += b" " * (-(len(header) + 8) % ALIGN)
    path.write_bytes(MAGIC + struct.pack("<I", len(header)) + header + bytes(blob))


def raw_weights(path: Path) -> bytes:
    """The bytes of a weight file, or of the folder of its parts."""
    parts = sorted(path.glob("*/weights.bin")) if path.is_dir() else [path]
    if not parts:
        raise ValueError(f"no parts of a weight file in {path}")
    return b"".join(part.read_bytes() for part in parts)


def write_parts(raw: bytes, folder: Path) -> None:
    """Lay a weight file into two parts: the header and the word embeddings, and the rest."""
    header, base = read_header(raw)
    words, following = sorted(header["tensors"], key=lambda t: t["offset"])[:2]
    if words["name"] != "word.weight" or words["offset"] != 0:
        raise ValueError("the word embeddings do not come first in the weight file")
    border = base + following["offset"]
    for name, part in (("embeddings", raw[:border]), ("layers", raw[border:])):
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name / "weights.bin").write_bytes(part)


def read_header(raw: bytes) -> tuple[dict, int]:
    """The header of a weight file, and where its data begins."""
    if raw[:4] != MAGIC:
        raise ValueError("not a weight file: it does not begin with PQW2")
    n = struct.unpack("<I", raw[4:8])[0]
    return json.loads(raw[8:8 + n]), 8 + n


def read_config(path: Path) -> Config:
    """The size of the network in a weight file.  It is read with as many positions as the networks that are trained."""
    header = read_header(raw_weights(path))[0]["config"]
    sizes = {f.name for f in fields(Config)} - {"positions"}
    return Config(**{k: v for k, v in header.items() if k in sizes})


def read_weights(path: Path) -> dict[str, torch.Tensor]:
    """The dequantised tensors of a weight file, as a state dict of Net."""
    raw = raw_weights(path)
    header, base = read_header(raw)
    out = {}
    for t in header["tensors"]:
        size = int(np.prod(t["shape"]))
        if t["dtype"] == "coded":
            at = base + t["offset"]
            q = huffman.decode(raw[at:at + t["bytes"]], *t["shape"])
            w = q * np.frombuffer(raw, "<f4", t["shape"][0], base + t["scales"])[:, None]
        else:
            w = np.frombuffer(raw, "<f4", size, base + t["offset"]).reshape(t["shape"])
        if t["name"] == "position.weight":
            w = np.concatenate([w, np.zeros((Config.positions - len(w), w.shape[1]), np.float32)])
        out[t["name"]] = torch.tensor(np.array(w, dtype=np.float32))
    return out
