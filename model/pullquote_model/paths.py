"""Where the files of the repository are."""
from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import Iterator

MODEL = Path(__file__).resolve().parent.parent
ROOT = MODEL.parent
CONFIGS = MODEL / "configs"
DATA = MODEL / "data"
VOCAB = MODEL / "vocab.txt"
WEIGHTS = MODEL / "weights"
PROGRAM = ROOT / "target" / "release" / "pullquote"


@contextmanager
def finished(path: Path) -> Iterator[Path]:
    """A temporary path to write; it replaces `path` only if no error occurred, so that a file is whole or absent."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".part")
    yield partial
    partial.replace(path)
