"""Scores, calibration, transcripts and the ranking of antecedents."""
from __future__ import annotations

import io
import json
import random
import tempfile
import unittest
from contextlib import redirect_stdout
from pathlib import Path

import numpy as np

from pullquote_model import jsonl
from pullquote_model.evaluation import antecedents, calibrate, genres, scoring
from pullquote_model.paths import DATA

TEXT = "Ana Okafor said the wall would fall. \u201cIt will not,\u201d said Brandt."


def at(words: str) -> list[int]:
    return [TEXT.index(words), TEXT.index(words) + len(words)]


def attribution(content: str, source: str | None, speaker: object, **more: object) -> dict:
    return {"content": [at(content)], "source": [at(source)] if source else [], "speaker": speaker} | more


class Scoring(unittest.TestCase):
    def test_the_best_overlap_is_matched_first(self) -> None:
        gold = [attribution("the wall would fall", "Ana Okafor", ["Ana Okafor"])]
        found = [attribution("wall would", "Ana Okafor", None), attribution("the wall would fall", "Ana Okafor", None)]
        self.assertEqual(scoring.match(TEXT, gold, found, 0.3), [(0, 1)])
        self.assertEqual(scoring.match(TEXT, gold, found[:1], 0.8), [])

    def test_right_needs_the_speaker(self) -> None:
        gold = {"text": TEXT, "attributions": [attribution("the wall would fall", "Ana Okafor", ["Ana Okafor"]), attribution("It will not,", "Brandt", None)]}
        for speaker, want in (("Ms. Ana Okafor", True), ("Okafor", True), ("Brandt", False), (None, False)):
            (_, right), = scoring.judged(gold, [attribution("the wall would fall", "Ana Okafor", speaker)])
            self.assertEqual(right, want, speaker)
        (_, right), = scoring.judged(gold, [attribution("It will not,", "Brandt", "Anybody")])
        self.assertTrue(right, "no speaker is labelled: the source decides")


class Calibration(unittest.TestCase):
    def points(self) -> list[tuple[float, bool]]:
        chance = random.Random(1)
        scores = [chance.random() for _ in range(2000)]
        return [(s, chance.random() < s * s) for s in scores]

    def test_knots_rise_and_fit(self) -> None:
        points = self.points()
        knots = calibrate.fit(points)
        self.assertLessEqual(len(knots), calibrate.MOST)
        self.assertEqual(knots, sorted(knots))
        self.assertEqual([y for _, y in knots], sorted(y for _, y in knots))
        self.assertAlmostEqual(calibrate.along(knots, 0.7), 0.49, delta=0.07)
        before = calibrate.error(points)
        after = calibrate.error([(calibrate.along(knots, s), r) for s, r in points])
        self.assertGreater(before, 0.12)
        self.assertLess(after, 0.03)

    def test_the_table_is_written_between_what_stands_there(self) -> None:
        source = "//! Doc.\nuse super::CalibrationTable;\n" + "".join(f"pub(super) const {g.upper()}: &CalibrationTable = &[(0.1, 0.2)];\n" for g in calibrate.GROUPS)
        table = {g: [(0.25, 0.5), (0.75, 0.875)] for g in calibrate.GROUPS}
        new = calibrate.updated(source, table)
        self.assertEqual(new.count("&[(0.250, 0.500), (0.750, 0.875)];"), len(calibrate.GROUPS))
        self.assertTrue(new.startswith("//! Doc.\nuse super::CalibrationTable;\n"))
        with self.assertRaisesRegex(ValueError, "0 constants QUOTED_NAME"):
            calibrate.updated("", table)

    def test_the_group_is_told_by_the_source_and_the_text(self) -> None:
        names = [(0, 10, 3)]
        found = {"speaker": "Ana Okafor", "kind": "direct", "source": [[0, 10]], "entity": 3, "words": "Ana Okafor"}
        for more, dialogue, want in (
            ({}, False, "quoted_name"),
            ({}, True, "dialogue_name"),
            ({"kind": "indirect"}, True, "reported_name"),
            ({"words": "She", "source": [[20, 23]]}, False, "quoted_pronoun"),
            ({"entity": 4}, False, "quoted_other"),
            ({"source": []}, True, "dialogue_nothing"),
            ({"speaker": None}, False, "nobody"),
        ):
            self.assertEqual(calibrate.group_of(found | more, names, dialogue), want)

    def test_the_command_writes_the_table(self) -> None:
        with tempfile.TemporaryDirectory() as d:
            gold, predicted, table = Path(d) / "gold.jsonl", Path(d) / "predicted", Path(d) / "table.rs"
            predicted.mkdir()
            labelled = [attribution("the wall would fall", "Ana Okafor", ["Ana Okafor"])]
            jsonl.write(gold, [{"id": str(k), "text": TEXT, "attributions": labelled} for k in range(8)])
            found = attribution("the wall would fall", "Ana Okafor", "Ana Okafor", confidence=0.9, kind="indirect", entity=0)
            names = [{"type": "person", "span": at("Ana Okafor"), "entity": 0}]
            jsonl.write(predicted / "gold.jsonl", [{"id": str(k), "attributions": [found], "entities": names} for k in range(8)])
            table.write_text("".join(f"const {g.upper()}: &CalibrationTable = &[];\n" for g in calibrate.GROUPS), encoding="utf-8")
            with redirect_stdout(io.StringIO()) as said:
                calibrate.run(gold, [], predicted, Path("no program"), table, True)
            self.assertIn("8 articles, 8 attributions, 1.000 of them right", said.getvalue())
            self.assertIn("REPORTED_NAME: &CalibrationTable = &[(0.890, 1.000), (0.900, 1.000)];", table.read_text(encoding="utf-8"))


class Transcripts(unittest.TestCase):
    def test_marks_become_attributions(self) -> None:
        d = genres.marked("x", "A: {Ana Okafor|One. }B: {?|Two. {Pell|Three.} Four.} A: {Ana Okafor|Five} and {+|six}.")
        said = [(a["speaker"], [d["text"][s:e] for s, e in a["content"]]) for a in d["attributions"]]
        self.assertEqual(d["text"], "A: One. B: Two. Three. Four. A: Five and six.")
        self.assertIn((["Ana Okafor"], ["Five", "six"]), said)
        self.assertIn((None, ["Two. Three. Four."]), said)
        self.assertIn((["Pell"], ["Three."]), said)

    def test_ours_are_well_marked(self) -> None:
        found = sorted((DATA / "transcripts").glob("*.txt"))
        self.assertTrue(found)
        for path in found:
            self.assertNotRegex(genres.marked(path.stem, path.read_text(encoding="utf-8"))["text"], r"[{}|]", path)

    def test_figures(self) -> None:
        document = {"id": "x", "text": TEXT, "attributions": [attribution("the wall would fall", "Ana Okafor", ["Ana Okafor"]),
                                                              attribution("It will not,", "Brandt", ["Brandt"])]}
        found = {"x": [attribution("the wall would fall", "Ana Okafor", "Ana Okafor")]}
        m = genres.measure([document], found)
        self.assertEqual((m["gold"], m["recall"], m["speaker"]), (2, 0.5, 0.5))
        self.assertAlmostEqual(m["0.3"], 2 / 3)


class Antecedents(unittest.TestCase):
    def cases(self, n: int) -> list[tuple[np.ndarray, np.ndarray]]:
        rng = np.random.default_rng(1)
        out = []
        for _ in range(n):
            x = rng.normal(size=(4, len(antecedents.PRIOR)))
            right = np.zeros(4, bool)
            right[x[:, 7].argmax()] = True
            out.append((x, right))
        return out

    def test_a_feature_that_decides_is_learned(self) -> None:
        w = antecedents.fit({"polnear-train": self.cases(600)})
        held = self.cases(900)[600:]
        self.assertGreater(antecedents.right(w, held), 0.7)
        self.assertLess(antecedents.right(antecedents.PRIOR, held), 0.5)

    def test_the_slope_is_that_of_the_loss(self) -> None:
        cases, rng = [antecedents.batch(0.5, self.cases(5))], np.random.default_rng(2)
        w = antecedents.PRIOR + rng.normal(size=len(antecedents.PRIOR)) * 0.1
        _, slope = antecedents.loss(w, cases)
        for k in range(len(w)):
            step = np.eye(len(w))[k] * 1e-6
            numeric = (antecedents.loss(w + step, cases)[0] - antecedents.loss(w - step, cases)[0]) / 2e-6
            self.assertAlmostEqual(slope[k], numeric, 3)

    def test_a_name_in_the_chain_is_right(self) -> None:
        text = "Ana Okafor met Brandt\u2019s lawyer. She left."
        chain = [[0, 10], [text.index("She"), text.index("She") + 3]]
        at = lambda s, e: [len(text[:s].encode()), len(text[:e].encode())]
        case = {"pronoun": at(*chain[1]), "candidates": [{"names": [at(0, 10)], "features": [1.0]}, {"names": [at(15, 21)], "features": [0.0]}]}
        (x, right), = antecedents.by_chains({"text": text, "chains": [chain]}, [case])
        self.assertEqual((x.tolist(), right.tolist()), ([[1.0], [0.0]], [True, False]))

    def test_the_weights_are_written_into_their_constant(self) -> None:
        with tempfile.TemporaryDirectory() as d:
            table, cases = Path(d) / "t.rs", Path(d) / "cases"
            cases.mkdir()
            rng = np.random.default_rng(3)
            text = "Ana met Tomas. She left."
            features = lambda: rng.normal(size=len(antecedents.PRIOR)).tolist()
            candidates = lambda: [{"names": [[0, 3]], "gender": "Female", "features": features()},
                                  {"names": [[8, 13]], "gender": "Male", "features": features()}]
            document = {"text": text, "chains": [[[0, 3], [15, 18]]], "pronoun": [15, 18],
                        "candidates": [{"span": [0, 3], "right": True}, {"span": [8, 13], "right": False}]}
            for name in antecedents.SHARES:
                jsonl.write(Path(d) / f"{name}.jsonl", [{"id": str(k)} | document for k in range(6)])
                jsonl.write(cases / f"{name}.jsonl", [{"id": str(k), "cases": [{"pronoun": [15, 18], "wanted": "She", "source": source,
                    "candidates": candidates(), "all": candidates()} for source in (False, True)]} for k in range(6)])
            table.write_text("// before\nconst SOURCE_WEIGHTS: Features = [1.0];\nconst WEIGHTS: Features = [0.0];\n// after\n", encoding="utf-8")
            with redirect_stdout(io.StringIO()) as said:
                antecedents.run(Path(d), cases, table, True)
            self.assertEqual(said.getvalue().count("6 pronouns of 6 documents"), len(antecedents.SHARES))
            written = table.read_text(encoding="utf-8")
            self.assertRegex(written, r"^// before\nconst SOURCE_WEIGHTS: Features = \[1.0\];\nconst WEIGHTS: Features = \[[-0-9., ]+\];\n// after\n$")
            self.assertEqual(len(json.loads(written[written.rindex("["):written.rindex("]") + 1])), len(antecedents.PRIOR))
