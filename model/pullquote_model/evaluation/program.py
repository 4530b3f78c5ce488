"""Annotations of documents by the built program."""
from __future__ import annotations

import json
import subprocess
from pathlib import Path


def annotate(program: Path, documents: list[dict], *options: str) -> dict[str, dict]:
    """The annotations of each document, by id."""
    command = [str(program), "annotate", *options, "--input", "jsonl", "--format", "jsonl"]
    texts = "".join(json.dumps({"id": d["id"], "text": d["text"]}) + "\n" for d in documents)
    out = subprocess.run(command, input=texts, capture_output=True, text=True, encoding="utf-8", check=True).stdout
    return {d["id"]: d for d in map(json.loads, out.splitlines())}
