"""The command line: python -m pullquote_model COMMAND.  --help of each command says more."""
from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pullquote_model import runs
from pullquote_model.paths import CONFIGS, PROGRAM, ROOT

TABLE = ROOT / "src/nlp/confidence/calibration_table.rs"
ANTECEDENTS = ROOT / "src/nlp/speakers/antecedents.rs"


def places(a: argparse.Namespace) -> runs.Places:
    return runs.Places(a.run, a.corpus, a.archives, a.encoder, a.teacher, assemble=not getattr(a, "list", False))


def make(a: argparse.Namespace) -> None:
    pipeline = runs.read_pipeline(a.config, places(a))
    if a.list:
        for run in pipeline.runs:
            print(f"{'done' if run.output.exists() else 'to do'}  {run.name}: {', '.join(map(str, run.inputs.values()))} → {run.output}")
        return
    found = runs.problems(pipeline, a.accept_changed_inputs)
    if found:
        raise runs.ConfigError("\n".join(found))
    runs.make(pipeline, lambda line: print(line, flush=True))


def one(a: argparse.Namespace) -> None:
    run = runs.read_run(a.config, places(a))
    if run.command != a.command:
        raise runs.ConfigError(f"{a.config} is a configuration of `{run.command}`, not of `{a.command}`")
    found = runs.problems(runs.Pipeline([run]))
    if found:
        raise runs.ConfigError("\n".join(found))
    runs.make(runs.Pipeline([run]), lambda line: print(line, flush=True))


def evaluate(a: argparse.Namespace) -> None:
    from pullquote_model.evaluation import development
    development.run(a.network, a.corpus, a.sets, a.out, a.activations, a.threads)


def genres(a: argparse.Namespace) -> None:
    from pullquote_model.evaluation import genres as measured
    measured.run(a.program, a.corpus)


def calibrate(a: argparse.Namespace) -> None:
    from pullquote_model.evaluation import calibrate as fitted
    novels = [a.corpus / f"{name}.jsonl" for name in fitted.NOVELS] if a.corpus else []
    fitted.run(a.gold or a.corpus / "polnear-dev.jsonl", novels, a.predicted, a.program, a.table, a.write)


def antecedents(a: argparse.Namespace) -> None:
    from pullquote_model.evaluation import antecedents as ranked
    ranked.run(a.corpus, a.cases, a.table, a.write)


def parser() -> argparse.ArgumentParser:
    """All commands and their options."""
    p = argparse.ArgumentParser(prog="python -m pullquote_model", description="Train, measure and export the encoder of pullquote.")
    commands = p.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, do, text: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
        sub.set_defaults(do=do)
        return sub

    def add_run(name: str, do, text: str, config: Path | None) -> argparse.ArgumentParser:
        sub = add(name, do, text)
        sub.add_argument("--config", type=Path, required=config is None, default=config, help="run configuration, configs/NAME.toml")
        sub.add_argument("--corpus", type=Path, help="folder of the corpora")
        sub.add_argument("--run", type=Path, required=True, help="folder of results")
        sub.add_argument("--archives", type=Path, help="folder of downloaded archives [default: archives in the folder of results]")
        sub.add_argument("--encoder", type=Path, help="folder of all-MiniLM-L6-v2 [default: the installed package]")
        sub.add_argument("--teacher", type=Path, help="folder of all-mpnet-base-v2 [default: the installed packages]")
        return sub

    sub = add_run("make", make, "do every run of a pipeline whose output is missing", CONFIGS / "shipped.toml")
    sub.add_argument("--list", action="store_true", help="print the runs, and do nothing")
    sub.add_argument("--accept-changed-inputs", action="store_true", help="accept outside files that are not the recorded ones")
    for name, (_, _, _, text) in runs.COMMANDS.items():
        add_run(name, one, text, None)

    sub = add("evaluate", evaluate, "score a checkpoint or weight file, without the program's rules, on the development sets")
    sub.add_argument("network", type=Path)
    sub.add_argument("--corpus", type=Path, required=True)
    sub.add_argument("--sets", nargs="+", default=["polnear", "cofenet", "ewt", "riqua"], metavar="SET")
    sub.add_argument("--out", type=Path, default=Path("predicted"), help="folder for the annotations [default: predicted]")
    sub.add_argument("--activations", action="store_true", help="round the inputs of the big layers, too, as the program does")
    sub.add_argument("--threads", type=int, default=2)

    sub = add("genres", genres, "score the built program on transcripts, news and fiction")
    sub.add_argument("--corpus", type=Path, required=True)
    sub.add_argument("--program", type=Path, default=PROGRAM)

    sub = add("calibrate", calibrate, "fit the table that turns the program's scores into probabilities")
    sub.add_argument("--corpus", type=Path, help="folder of the corpora, for polnear-dev")
    sub.add_argument("--gold", type=Path, help="labelled documents instead of polnear-dev")
    sub.add_argument("--predicted", type=Path, help="folder of annotations by `pullquote annotate --uncalibrated`, a file for each corpus [default: run the program]")
    sub.add_argument("--program", type=Path, default=PROGRAM)
    sub.add_argument("--table", type=Path, default=TABLE, help=f"Rust file of the table [default: {TABLE.relative_to(ROOT)}]")
    sub.add_argument("--write", action="store_true", help="write the knots into the table")

    sub = add("antecedents", antecedents, "learn the weights that rank the antecedents of pronouns")
    sub.add_argument("--corpus", type=Path, required=True)
    sub.add_argument("--cases", type=Path, help="folder of candidates that the program wrote before [default: run the program]")
    sub.add_argument("--table", type=Path, default=ANTECEDENTS, help=f"Rust file of the weights [default: {ANTECEDENTS.relative_to(ROOT)}]")
    sub.add_argument("--write", action="store_true", help="write the weights into the table")
    return p


def main(arguments: list[str] | None = None) -> int:
    """Run a command; the exit status."""
    p = parser()
    a = p.parse_args(arguments)
    if a.command == "calibrate" and not (a.corpus or a.gold):
        p.error("calibrate needs --corpus DIR or --gold FILE")
    if getattr(a, "write", False) and not a.table.exists():
        p.error(f"no table to write into: {a.table}; name it with --table")
    try:
        a.do(a)
    except runs.ConfigError as e:
        print(e, file=sys.stderr)
        return 2
    return 0
