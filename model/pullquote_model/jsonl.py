"""Files of JSON lines."""
from __future__ import annotations

import json
from pathlib import Path
from typing import Iterable


def read(path: Path | str) -> list[dict]:
    """All objects of a file; empty lines are skipped."""
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f if line.strip()]


def write(path: Path | str, rows: Iterable[dict]) -> None:
    """Write one object a line."""
    with open(path, "w", encoding="utf-8") as f:
        for row in rows:
            f.write(json.dumps(row, ensure_ascii=False) + "\n")
