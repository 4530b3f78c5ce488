"""Run configurations and the pipeline that `make` runs.

A run configuration is a TOML file: its `command`, its `output`, a table of `inputs` and a table of `settings` (settings.py).  Paths
may begin with `{run}` (the folder of results), `{corpus}`, `{archives}`, `{model}` (the folder of weights.bin), and `{encoder}` or
`{teacher}` (the pretrained encoders).  A pipeline lists runs in order; each is skipped if its output is there.
"""
from __future__ import annotations

import hashlib
import importlib
import json
import string
import tomllib
import uuid
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Callable

from pullquote_model import settings as known
from pullquote_model.packages import find_encoder, find_teacher
from pullquote_model.paths import MODEL

COMMANDS: dict[str, tuple[str, str, type, str]] = {
    "scratch": ("training.scratch", "run", known.Scratch, "train on labels alone"),
    "distil": ("training.distil", "run", known.Distil, "train teachers, then the small network on labels and teachers"),
    "refine": ("training.refine", "run", known.Refine, "train a network further on names"),
    "texts": ("data.unmarked", "run", known.Texts, "take unlabelled texts out of archives"),
    "name-teacher": ("training.name_teacher", "run", known.NameTeacher, "train a large teacher of names"),
    "label-names": ("training.name_teacher", "label", known.LabelNames, "label unlabelled texts with the name teacher"),
    "average": ("training.average", "run", known.Average, "average networks"),
    "export": ("export.export", "run", known.Export, "round a network and write weights.bin and fixtures.json"),
    "claims": ("training.claims", "run", known.Claims, "learn the head that says how much a sentence is worth a check"),
    "speakers": ("training.speakers", "run", known.Speakers, "learn the weights that rank the speakers of quotes, from novels"),
}
"""Each command of a run: its module, its function, its settings, and one line of help."""


class ConfigError(ValueError):
    """A configuration, or the files that it names, cannot be used."""


def record_of(output: Path) -> Path:
    """The file beside an output that says how it was made."""
    return output.with_name(output.name + ".json")


def read_record(output: Path) -> dict:
    """What that file says; empty if no run made the output."""
    record = record_of(output)
    return json.loads(record.read_text(encoding="utf-8")) if record.exists() else {}


@dataclass(frozen=True)
class Run:
    """One run: its inputs, its settings and its output."""
    name: str
    command: str
    inputs: dict[str, Path]
    settings: object
    output: Path

    def how(self) -> dict:
        """The command, the settings and the identities of the inputs that the output depends on."""
        inputs = {name: read_record(path).get("id") for name, path in self.inputs.items()}
        return json.loads(json.dumps({"command": self.command, "settings": asdict(self.settings), "inputs": inputs}))

    def stale(self) -> str | None:
        """Why the output that is there is not the one that this run would make, if that is known."""
        was, now = read_record(self.output), self.how()
        if not was:
            return None
        changed = [k for k in now["settings"] if was["settings"].get(k) != now["settings"][k]]
        if was["command"] != self.command:
            changed = ["command"]
        again = [k for k, v in now["inputs"].items() if was["inputs"].get(k) != v]
        if not changed and not again:
            return None
        why = f"with other values of {', '.join(changed)}" if changed else f"from another {', '.join(again)}"
        return f"{self.name}: {self.output} was made {why}; move it away to make it again"

    def function(self) -> Callable[[object, dict[str, Path], Path], None]:
        """The code of the run, imported only now: most of it needs PyTorch."""
        module, name, _, _ = COMMANDS[self.command]
        return getattr(importlib.import_module(f"pullquote_model.{module}"), name)


@dataclass(frozen=True)
class Pipeline:
    """Runs in order, and how to get the files that none of them makes."""
    runs: list[Run]
    outside: dict[Path, dict[str, str]] = field(default_factory=dict)


class Places:
    """The folders that paths of configurations begin with.  Pretrained encoders are looked for when a path names them."""

    def __init__(self, run: Path, corpus: Path | None = None, archives: Path | None = None, encoder: Path | None = None, teacher: Path | None = None,
                 assemble: bool = True):
        """`assemble`: put the installed parts of the teachers' encoder together in `run`, if it is needed and not there."""
        self.assemble = assemble
        self.known = {"run": run, "corpus": corpus, "archives": archives or run / "archives", "model": MODEL, "encoder": encoder, "teacher": teacher}

    def folder(self, name: str) -> Path:
        if name not in self.known:
            raise ConfigError(f"unknown place {{{name}}}: {', '.join(sorted(self.known))} are known")
        found = self.known[name]
        if found is None and name == "corpus":
            raise ConfigError("the folder of the corpora is needed: --corpus DIR")
        if found is None:
            # Not installed: a folder that is missing, which `problems` reports with the way to get it.
            run = self.known["run"]
            if name == "encoder":
                found = find_encoder() or run / "encoder"
            else:
                found = find_teacher(run / "mpnet") if self.assemble else run / "mpnet"
            self.known[name] = found
        return found

    def path(self, template: str) -> Path:
        """A path with its place filled in."""
        names = [name for _, name, _, _ in string.Formatter().parse(template) if name is not None]
        return Path(template.format(**{name: self.folder(name) for name in names}))


def read_toml(path: Path) -> dict:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as e:
        raise ConfigError(f"{path}: {e}") from e


def only(path: Path, what: str, given: dict, allowed: set[str]) -> None:
    """Refuse keys that nothing reads: a misspelt setting must not pass unnoticed."""
    unknown = sorted(set(given) - allowed)
    if unknown:
        raise ConfigError(f"{path}: unknown {what} {', '.join(unknown)}")


def read_settings(path: Path, command: str, given: dict) -> object:
    """The settings of a command; lists become tuples, and the rest must have the type of the default."""
    kind = COMMANDS[command][2]
    only(path, "settings", given, {f.name for f in fields(kind)})
    default = kind()
    for key, value in given.items():
        want = type(getattr(default, key))
        if want is tuple and isinstance(value, list):
            given = given | {key: tuple(value)}
        elif want is float and type(value) is int:
            given = given | {key: float(value)}
        elif type(value) is not want:
            raise ConfigError(f"{path}: {key} should be {want.__name__}, not {type(value).__name__}")
    return kind(**given)


def read_run(path: Path, places: Places) -> Run:
    """A run from its configuration."""
    raw = read_toml(path)
    only(path, "keys", raw, {"command", "output", "inputs", "settings"})
    for key in ("command", "output"):
        if not isinstance(raw.get(key), str):
            raise ConfigError(f"{path}: {key} is missing")
    if raw["command"] not in COMMANDS:
        raise ConfigError(f"{path}: unknown command {raw['command']}")
    inputs = {name: places.path(p) for name, p in raw.get("inputs", {}).items()}
    return Run(path.stem, raw["command"], inputs, read_settings(path, raw["command"], raw.get("settings", {})), places.path(raw["output"]))


def read_pipeline(path: Path, places: Places) -> Pipeline:
    """A pipeline from its configuration; the configurations of its runs are beside it."""
    raw = read_toml(path)
    only(path, "keys", raw, {"command", "runs", "outside"})
    if raw.get("command") != "make" or not raw.get("runs"):
        raise ConfigError(f"{path}: a pipeline needs command = \"make\" and runs")
    for about in raw.get("outside", []):
        only(path, "keys of outside files", about, {"path", "get", "sha256"})
    return Pipeline([read_run(path.parent / name, places) for name in raw["runs"]],
                    {places.path(about["path"]): about for about in raw.get("outside", [])})


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with open(path, "rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()


def problems(pipeline: Pipeline, accept_changed: bool = False) -> list[str]:
    """Reasons why the runs cannot be made: files that neither exist nor come from an earlier run, and changed outside files."""
    out, made, needed = [], set(), set()
    for run in pipeline.runs:
        if not run.output.exists():
            needed |= set(run.inputs.values()) - made
        elif why := run.stale():
            out.append(why)
        made.add(run.output)
    explained = set()
    for path, about in pipeline.outside.items():
        inside = {p for p in needed if path.is_relative_to(p)}
        if not inside:
            continue
        if not path.exists():
            explained |= inside
            out.append(f"{path} is missing; get it: {about['get']}")
        elif "sha256" in about and not accept_changed and digest(path) != about["sha256"]:
            out.append(f"{path} is not the file that is expected here; --accept-changed-inputs uses it all the same")
    out += [f"{path} is missing" for path in sorted(needed - explained) if not path.exists()]
    return out


def execute(run: Run) -> None:
    """Do a run and write down how its output was made.  An interrupted run continues only as it began."""
    run.output.parent.mkdir(parents=True, exist_ok=True)
    how, begun = run.how(), run.output.with_name(run.output.name + ".begun.json")
    if begun.exists() and json.loads(begun.read_text(encoding="utf-8")) != how:
        raise ConfigError(f"{run.name}: a run with other settings or inputs was interrupted; move {run.output.parent} away, or undo the change")
    begun.write_text(json.dumps(how, indent=1) + "\n", encoding="utf-8")
    run.function()(run.settings, run.inputs, run.output)
    record_of(run.output).write_text(json.dumps(how | {"id": uuid.uuid4().hex}, indent=1) + "\n", encoding="utf-8")
    begun.unlink()


def make(pipeline: Pipeline, say: Callable[[str], None] = print) -> list[str]:
    """Do every run whose output is missing; the names of those that were done.  Stops at an output of other inputs or settings."""
    done = []
    for k, run in enumerate(pipeline.runs, 1):
        if run.output.exists():
            if why := run.stale():
                raise ConfigError(why)
            say(f"[{k}/{len(pipeline.runs)}] {run.name}: {run.output} is there")
            continue
        say(f"[{k}/{len(pipeline.runs)}] {run.name}: {run.command} → {run.output}")
        execute(run)
        done.append(run.name)
    return done
