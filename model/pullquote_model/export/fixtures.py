"""Texts and expected results that hold the program's inference to this reference (fixtures.json; see SPEC.md)."""
from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from pullquote_model.data import tokenizer as tk
from pullquote_model.decoding import decode
from pullquote_model.decoding.analyse import Analysed, encode_windows, link_logits
from pullquote_model.export.texts import TEXTS
from pullquote_model.network.net import Net


def fixtures(net: Net, wordpiece: tk.WordPiece) -> list[dict]:
    """Everything the reference computes for the texts above; logits of the first window only."""
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


def write_fixtures(net: Net, wordpiece: tk.WordPiece, path: Path) -> None:
    """Write the decoding options and the results for each text."""
    found = fixtures(net, wordpiece)
    with open(path, "w", encoding="utf-8") as f:
        f.write('{"options": ' + json.dumps(asdict(decode.OPTIONS)) + ',\n"texts": [\n')
        f.write(",\n".join(json.dumps(x, ensure_ascii=False, separators=(",", ":")) for x in found) + "\n]}\n")
