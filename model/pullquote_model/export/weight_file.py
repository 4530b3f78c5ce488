#!/usr/bin/env python3
"""Write the weight file that the program compiles in, and the fixtures that hold its inference to this reference.

usage: python export.py CHECKPOINT.pt|weights.bin [--out .]     a weight file is copied as it is, its fixtures made anew

weights.bin, little-endian: "PQW1"; u32 length of the JSON header, which is padded with spaces so that the data begins at
a multiple of 64; the header {"config": {...}, "labels": {...}, "tensors": [{"name", "shape", "dtype": "i8" | "f32",
"offset", "scales"?}]}; the tensors, each at a multiple of 64 from the start of the data (offsets count from there).
An i8 tensor is [rows, columns], row-major, and "scales" is the offset of one f32 a row: w = q * scale[row].

The big linear layers keep within ±63: two products of such a weight, made unsigned, and a byte fit 16 bits, which is what
processors without wider dot products add them in (pmaddubsw).  What the lost bit costs is made up for as in GPTQ (Frantar and others, ICLR 2023):
weights are rounded one input after the other, and the error of each is spread over the inputs still to come, by how inputs go
together in the texts of `web/`.
"""
from __future__ import annotations

import argparse
import json
import struct
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from torch import nn

import data
import decode
import tokenizer as tk
from net import BIO_LABELS, BUCKET_EDGES, ENT_LABELS, LINK_LABELS, Net

MAGIC = b"PQW1"
ALIGN = 64
MOST_WORD = 127         # the largest integer of the word embeddings, and
MOST_LINEAR = 63        # of the big linear layers
DAMP = 0.01             # of the mean of the diagonal, added to it
CALIBRATION = 192       # windows
BIG = ("qkv.weight", "out.weight", "up.weight", "down.weight", "link_a.weight", "link_f.weight", "link_b.weight")


def is_int8(name: str) -> bool:
    """Which tensors are stored as int8: the word embeddings and the big linear layers."""
    return name == "word.weight" or name.endswith(BIG)


def steps(w: np.ndarray, most: int) -> np.ndarray:
    """The scale of each row that makes its largest number `most`."""
    scale = np.abs(w).max(1) / most
    scale[scale == 0] = 1.0
    return scale


def quantise(w: np.ndarray, most: int) -> tuple[np.ndarray, np.ndarray]:
    """Symmetric integers up to `most`, with a scale for each row."""
    scale = steps(w, most)
    return np.clip(np.rint(w / scale[:, None]), -most, most).astype(np.int8), scale.astype(np.float32)


def quantise_together(w: np.ndarray, moments: np.ndarray, most: int) -> tuple[np.ndarray, np.ndarray]:
    """The same for a linear layer whose inputs have these second moments [inputs, inputs]."""
    scale = steps(w, most)
    h = torch.tensor(moments) + DAMP * float(np.diag(moments).mean()) * torch.eye(len(moments), dtype=torch.float64)
    spread = torch.linalg.cholesky(torch.cholesky_inverse(torch.linalg.cholesky(h)), upper=True)
    left, s = torch.tensor(w, dtype=torch.float64), torch.tensor(scale, dtype=torch.float64)
    out = torch.zeros_like(left)
    for i in range(left.shape[1]):
        out[:, i] = (left[:, i] / s).round().clamp(-most, most)
        left[:, i:] -= ((left[:, i] - out[:, i] * s) / spread[i, i])[:, None] * spread[i, i:][None]
    return out.numpy().astype(np.int8), scale.astype(np.float32)


class _Enough(Exception):
    """Further layers are of no interest."""


@torch.no_grad()
def moments_of(net: Net, module: nn.Linear, batches: list[tuple[torch.Tensor, ...]]) -> np.ndarray:
    """Second moments of a layer's inputs, over the real pieces of these windows."""
    sums = torch.zeros(module.in_features, module.in_features, dtype=torch.float64)
    mask = None

    def hook(_module: nn.Module, args: tuple[torch.Tensor, ...]) -> None:
        x = args[0][mask].double()
        sums.add_(x.T @ x)
        raise _Enough

    handle = module.register_forward_pre_hook(hook)
    for ids, shapes, quotes, mask in batches:
        try:
            net.encode(ids, shapes, quotes, mask)
        except _Enough:
            pass
    handle.remove()
    return sums.numpy()


def calibration(wordpiece: tk.WordPiece, folder: Path) -> list[tuple[torch.Tensor, ...]]:
    """Batches of windows of the texts in `folder`, of every kind."""
    from evaluate import padded
    docs = data.read_marked(folder)
    step = max(1, len(docs) // (CALIBRATION * 4))
    text = "\n".join(d["text"] for d in docs[::step])
    wins = tk.windows(tk.units(text, wordpiece))[:CALIBRATION]
    return [padded(wins[at:at + 16]) for at in range(0, len(wins), 16)]


@torch.no_grad()
def integers(net: Net, batches: list[tuple[torch.Tensor, ...]]) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """What is_int8 tensors are stored as.  `net` is rounded on the way: each layer makes up for those below it."""
    modules = dict(net.named_modules())
    out = {}
    for name, t in net.state_dict().items():
        if not is_int8(name):
            continue
        w = t.float().numpy()
        if name.startswith("layers."):
            moments = moments_of(net, modules[name.removesuffix(".weight")], batches)
            out[name] = quantise_together(w, moments, MOST_LINEAR)
        else:
            out[name] = quantise(w, MOST_WORD if name == "word.weight" else MOST_LINEAR)
        q, scale = out[name]
        t.copy_(torch.tensor(q * scale[:, None]))
    return out


def write_weights(net: Net, path: Path, batches: list[tuple[torch.Tensor, ...]]) -> None:
    """Export a network."""
    stored = integers(net, batches)
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
        if is_int8(name):
            q, scale = stored[name]
            entry |= {"dtype": "i8", "offset": put(q), "scales": put(scale)}
        else:
            entry |= {"dtype": "f32", "offset": put(w.astype("<f4"))}
        tensors.append(entry)
    config = net.config.as_dict() | {"positions": tk.WINDOW, "window": tk.WINDOW, "bucket_edges": list(BUCKET_EDGES)}
    labels = {"ent": ENT_LABELS, "cue": BIO_LABELS, "src": BIO_LABELS, "con": BIO_LABELS, "link": LINK_LABELS}
    header = json.dumps({"config": config, "labels": labels, "tensors": tensors}).encode()
    header += b" " * (-(len(header) + 8) % ALIGN)
    path.write_bytes(MAGIC + struct.pack("<I", len(header)) + header + bytes(blob))


def read_weights(path: Path) -> dict[str, torch.Tensor]:
    """The dequantised tensors of a weight file, as a state dict of Net."""
    raw = path.read_bytes()
    assert raw[:4] == MAGIC
    n = struct.unpack("<I", raw[4:8])[0]
    header, base = json.loads(raw[8:8 + n]), 8 + n
    out = {}
    for t in header["tensors"]:
        size = int(np.prod(t["shape"]))
        if t["dtype"] == "i8":
            q = np.frombuffer(raw, np.int8, size, base + t["offset"]).reshape(t["shape"])
            w = q * np.frombuffer(raw, "<f4", t["shape"][0], base + t["scales"])[:, None]
        else:
            w = np.frombuffer(raw, "<f4", size, base + t["offset"]).reshape(t["shape"])
        if t["name"] == "position.weight":
            w = np.concatenate([w, np.zeros((512 - len(w), w.shape[1]), np.float32)])
        out[t["name"]] = torch.tensor(np.array(w, dtype=np.float32))
    return out


def round_activations(net: Net) -> None:
    """Round the inputs of the int8 layers to int8, a scale for each row, as integer kernels do."""

    def hook(_module: nn.Module, args: tuple[torch.Tensor, ...]) -> tuple[torch.Tensor, ...]:
        x = args[0]
        s = (x.abs().amax(-1, keepdim=True) / 127).clamp(min=1e-12)
        return ((x / s).round().clamp(-127, 127) * s,)

    for name, m in net.named_modules():
        if isinstance(m, nn.Linear) and is_int8(name + ".weight"):
            m.register_forward_pre_hook(hook)


# Invented for these fixtures.
TEXTS = {
    "news": "Council Backs Harbour Plan Despite Warnings\n\nThe city council of Port Ellery voted 7-2 on Tuesday to rebuild the old harbour, "
            "a project that Mayor Ines Calloway called \u201cthe most important decision of this decade.\u201d\n\n\u201cWe have waited thirty years,\u201d "
            "Calloway told reporters after the vote. \u201cWe will not wait another thirty.\u201d\n\nOpponents, led by the Ellery Heritage Trust, "
            "say the plan would destroy two listed warehouses. Tomas Brandt, the trust\u2019s chairman, said that the council had ignored "
            "its own experts and accused the mayor of \u201csecrecy.\u201d\n\nAccording to a report by Dunmore University, the work would cost $240 million. "
            "The developer declined to comment.",
    "fiction": "\"Is anybody there?\" asked the old woman, lifting the lamp.\n\n\"Only me, Grandmother,\" said Pell. \"I came by the river road.\"\n\n"
               "\"You should not have come at all.\"\n\nHe laughed and shook the rain from his coat. \"They told me in Averley that you were ill,\" he said, "
               "\"and that the doctor had gone away.\"\n\nShe thought that he looked thinner than before.",
    "treebank": "`` Nobody asked us , '' said Rhea Oduya , a nurse at St. Brannock 's Hospital . `` It was n't our idea , and we do n't like it . ''",
    "unicode": "\u00abLa r\u00e9union est termin\u00e9e\u00bb, a d\u00e9clar\u00e9 Ren\u00e9e O\u2019Connor-N\u00fa\u00f1ez \u00e0 Z\u00fcrich.\n\n"
               "\u6771\u4eac\u306e\u5e02\u5834 fell 3.5% \u2014 \u201ea bad day\u201d, said \u0130lker \u015eahin\u2026 \U0001F600 na\u00efve caf\u00e9 \uFB01ne zero\u200Bwidth soft\u00ADhyphen "
               "\u039F\u0394\u039F\u03A3 e\u0301clair",
    "interview": "Q: Why did the company leave Varsk?\n\nA: We were told the permits would never come. I don\u2019t blame the ministry.\n\n"
                 "KESTREL: That is not what the minister says.\n\nLena Kestrel of the Northern Herald pointed out that the company\u2019s own letter, dated "
                 "3 May 2019, had thanked the ministry for its \u201cpatience and goodwill.\u201d",
    "odd": "The board\u2019s statement: \"no further cuts are planned this year. Analysts doubt it.\n\nU.S. officials believe the claim is false; "
           "they fear, sources said, that ''the worst is still to come.''",
    "long": " ".join(f"In the {n} part of the hearing, the witness said that the {thing} had been {did}, but the lawyer for Halden Freight replied: "
                     f"\u201cThat is simply not true, and the {thing} proves it.\u201d" for n, thing, did in
                     (("first", "ledger", "burned"), ("second", "warehouse", "sold"), ("third", "contract", "forged"), ("fourth", "lorry", "repainted"),
                      ("fifth", "letter", "hidden"), ("sixth", "cargo", "moved"), ("seventh", "photograph", "cropped"), ("eighth", "invoice", "paid"))),
}


def fixtures(net: Net, wordpiece: tk.WordPiece) -> list[dict]:
    """Everything the reference computes for the texts above; logits of the first window only."""
    from evaluate import Analysed, encode_windows, link_logits
    out = []
    for name, text in TEXTS.items():
        wins = tk.windows(tk.units(text, wordpiece))
        hs = list(encode_windows(net, wins))
        doc = Analysed(net, text, wins, hs)
        rounded = lambda a: [[round(float(x), 4) for x in row] for row in a]
        w = wins[0]
        cues = decode.cues(doc.tags[0]["cue"], w.paragraph)
        links = link_logits(net, doc.h[0], w, cues[:1])
        out.append({
            "name": name, "text": text,
            "windows": [{"ids": x.ids, "shapes": x.shapes, "quotes": x.quotes, "words": [[y.start, y.end] for y in x.words], "first": x.first,
                         "paragraph": x.paragraph} for x in wins],
            "logits": {k: rounded(v) for k, v in doc.tags[0].items()} if name != "long" else None,
            "cues": cues, "first_cue_link_logits": rounded(links[0]) if cues and name != "long" else None,
        } | doc.annotate())
    return out


def main() -> None:
    here = Path(__file__).parent
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("checkpoint", type=Path)
    p.add_argument("--out", type=Path, default=here)
    p.add_argument("--vocab", type=Path, default=here / "vocab.txt")
    a = p.parse_args()
    from evaluate import load
    net = load(a.checkpoint)
    wordpiece = tk.WordPiece(a.vocab)
    if a.checkpoint.suffix == ".bin":       # what is rounded already stays as it is
        (a.out / "weights.bin").write_bytes(a.checkpoint.read_bytes())
    else:
        write_weights(net, a.out / "weights.bin", calibration(wordpiece, here / "web"))
        net.load_state_dict(read_weights(a.out / "weights.bin"))
    found = fixtures(net, wordpiece)
    with open(a.out / "fixtures.json", "w", encoding="utf-8") as f:
        f.write('{"options": ' + json.dumps(asdict(decode.OPTIONS)) + ',\n"texts": [\n')
        f.write(",\n".join(json.dumps(x, ensure_ascii=False, separators=(",", ":")) for x in found) + "\n]}\n")
    print((a.out / "weights.bin").stat().st_size, "bytes of weights,", (a.out / "fixtures.json").stat().st_size, "of fixtures")


if __name__ == "__main__":
    main()
