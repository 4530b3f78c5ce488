"""The ranking of speakers: scenes, features, fitting, and the file of weights."""
from __future__ import annotations

import io
import json
import re
import tempfile
import unittest
import unittest.mock
from contextlib import redirect_stdout
from pathlib import Path

from pullquote_model import runs, settings
from pullquote_model.data import scenes
from pullquote_model.decoding import speakers as ranking
from pullquote_model.evaluation import speakers as judged
from pullquote_model.paths import CONFIGS, ROOT
from pullquote_model.training import speakers as training

WEIGHTS = ROOT / "src/nlp/data/speaker_weights.txt"
RUST = ROOT / "src/nlp/speakers/ranking.rs"
PEOPLE = ("Nadia Berg", "Peder Lund", "Emil Hale")


class Stage:
    """A scene written paragraph by paragraph, in the form that the program writes, with its marked document."""

    def __init__(self, people: tuple[str, ...] = PEOPLE, genders: tuple[int, ...] = (-1, 1, 1), narrator: bool = False):
        self.name, self.text, self.people, self.attributions = "toy#0", "", people, []
        figures = [[name, [[name, 1]], 1, gender, 1] for name, gender in zip(people, genders)]
        figures += [["narrator", [["narrator", 1]], 0, 0, 1]] if narrator else []
        self.raw = {"figures": figures, "spots": [], "loose": [], "turns": [], "blocks": [], "narrator": len(people) if narrator else None}

    def byte(self, at: int) -> int:
        return len(self.text[:at].encode())

    def paragraph(self, words: str, by: str | None = None, guess: int | None = None, who: str | None = None) -> Stage:
        """Adds a paragraph; `by`: it has one quote, whose speaker the words give so, the rules guess and people marked as `who`."""
        start = len(self.text)
        self.text += words
        self.raw["blocks"].append([self.byte(start), self.byte(len(self.text))])
        quote = re.search("“[^”]*”", words) if by else None
        inside = lambda m: bool(quote and quote.start() <= m.start() < quote.end())
        for n, name in enumerate(self.people):
            for m in re.finditer(f"{name}|{name.split()[0]}", words):
                a, b = self.byte(start + m.start()), self.byte(start + m.end())
                self.raw["spots"].append([a, b, n, int(inside(m)), int(not inside(m)), scenes.NAME])
        for word, wanted in (("he", "He"), ("she", "She"), ("I", "Speaker")):
            for m in re.finditer(rf"\b{word}\b", words):
                if not inside(m):
                    self.raw["loose"].append([self.byte(start + m.start()), wanted, 1])
        self.raw["spots"].sort()
        self.raw["loose"].sort()
        if quote:
            span = [start + quote.start(), start + quote.end()]
            self.raw["turns"].append({"content": [[self.byte(x) for x in span]], "source": [], "block": len(self.raw["blocks"]) - 1, "by": by,
                                      "guess": guess, "called": None, "asks": int("?" in quote[0])})
            speaker = {"speaker": [who], "character": who} if who else {}
            self.attributions.append({"content": [span], "source": [], "type": "implicit" if by == "Nothing" else "explicit"} | speaker)
        self.text += "\n\n"
        return self

    def document(self, novel: bool = True) -> dict:
        characters = [{"name": name, "aliases": [name, name.split()[0]]} for name in self.people]
        return {"id": self.name, "text": self.text, "attributions": self.attributions} | ({"characters": characters} if novel else {})

    def scene(self) -> scenes.Scene:
        return scenes.read(self.name, self.text, json.loads(json.dumps(self.raw)))

    def labelled(self, novel: bool = True) -> judged.Labelled:
        return judged.labelled(self.document(novel), json.loads(json.dumps(self.raw)))


def exchange(first: int, second: int, quotes: int = 6) -> Stage:
    """Two people in turn, named at first, with the third standing by."""
    stage = Stage()
    third, = {0, 1, 2} - {first, second}
    stage.paragraph(f"{PEOPLE[third]} sat by the mill.")
    for k in range(quotes):
        n = (first, second)[k % 2]
        told = f" said {PEOPLE[n].split()[0]}." if k < 2 else ""
        stage.paragraph(f"“The river rose to mark {k}.”{told}", "Name" if k < 2 else "Nothing", n if k < 2 else third, PEOPLE[n])
    return stage


class Scenes(unittest.TestCase):
    def test_bytes_become_code_points(self) -> None:
        scene = Stage().paragraph("“Né à l’eau,” said Nadia.", "Name", 0).scene()
        self.assertEqual(scene.text[slice(*scene.turns[0].content[0])], "“Né à l’eau,”")
        self.assertEqual([scene.text[s.start:s.end] for s in scene.spots], ["Nadia"])

    def test_what_stands_around_a_quote(self) -> None:
        stage = Stage().paragraph("Peder looked up, and then he asked:").paragraph("“Is it late, Nadia?” Emil heard.", "Nothing").paragraph("Nadia left.")
        turn = stage.scene().turns[0]
        self.assertEqual((turn.addressed, turn.named_inside, turn.paragraph), ({0}, {0}, {2}))
        self.assertEqual([[s.figure for s in spots] for spots in (turn.before, turn.after, turn.previous, turn.next)], [[], [2], [1], [0]])
        self.assertTrue(turn.opens and turn.leads and not turn.previous_quotes)
        self.assertEqual((turn.beat, turn.beat_after, turn.beat_lead), (None, None, "He"))


class Labels(unittest.TestCase):
    def test_titles_tell_characters_apart(self) -> None:
        cast = judged.Cast([{"name": "Mr. Pike", "aliases": ["Mr. Pike", "Tobias Pike"]}, {"name": "Miss Pike", "aliases": ["Miss Pike", "the niece"]}])
        for form, want in (("Miss Pike", {"Miss Pike"}), ("Mr. Pike’s", {"Mr. Pike"}), ("niece", {"Miss Pike"}), ("Pike", {"Mr. Pike", "Miss Pike"}),
                           ("Tobias", {"Mr. Pike"}), ("Lund", set()), ("the", set())):
            self.assertEqual(cast.named(form), want, form)
        self.assertEqual(cast.best(judged.Counter({"Pike": 2, "Miss Pike": 1})), "Miss Pike")
        self.assertIsNone(cast.best(judged.Counter({"Lund": 2})))

    def test_the_title_before_a_name_counts(self) -> None:
        stage = Stage(people=("Pike", "Tobias Pike"), genders=(0, 1)).paragraph("Miss Pike came in.").paragraph("“Oh!”", "Nothing", None, "Miss Pike")
        document = stage.document() | {"characters": [{"name": "Miss Pike", "aliases": ["Miss Pike"]}, {"name": "Mr. Pike", "aliases": ["Mr. Pike"]},
                                                      {"name": "Colonel Pike", "aliases": ["Colonel Pike"]}]}
        self.assertEqual(judged.labelled(document, stage.raw).labels[0].right, {0})

    def test_who_is_right(self) -> None:
        stage = Stage().paragraph("“Yes,” said Nadia.", "Name", 0, "Nadia Berg").paragraph("“No.”", "Nothing", 0, "Peder Lund").paragraph("“Oh.”", "Nothing")
        stage.paragraph("Peder frowned.").paragraph("“Ah.”", "Nothing", 0, "A Stranger")
        for novel in (True, False):
            self.assertEqual([label.right for label in stage.labelled(novel).labels], [{0}, {1}, None, set()])

    def test_the_narrator_is_who_says_what_i_says(self) -> None:
        stage = Stage(narrator=True).paragraph("“Yes,” I said to Nadia.", "Me", 3, "Emil Hale").paragraph("“Why?”", "Nothing", 0, "Emil Hale")
        label = stage.labelled().labels[1]
        self.assertEqual((label.right, label.strict), ({2, 3}, {2}))


class Learning(unittest.TestCase):
    def test_candidates(self) -> None:
        scene = exchange(0, 1).scene()
        self.assertEqual(ranking.candidates(scene, 2, [0, 1]), [1, 0, 2])
        self.assertEqual(ranking.candidates(scene, 2, [None, None])[0], 1, "the paragraph before names him")
        alone = Stage(narrator=True).paragraph("“Yes.”", "Nothing", 2).scene()
        self.assertEqual(ranking.candidates(alone, 0, []), [2, 3], "the guess of the rules, and the narrator")

    def test_features_come_with_the_kind_of_source(self) -> None:
        scene = Stage().paragraph("“Stay, Nadia,” said Peder.", "Name", 1).paragraph("“Never,” she said.", "She", 0).scene()
        nadia, peder = ranking.features(scene, 1, [1], [0, 1])
        self.assertTrue({"calledbefore|adj", "gender|agrees", "after|agrees&he", "guess|She", "newspeaker|"} <= set(nadia))
        self.assertTrue({"prev|adj", "prevadj|new", "gender|differs", "pvfirst|quoted&he"} <= set(peder))
        self.assertFalse(any(k.endswith("&no") for k in nadia | peder))

    def test_an_exchange_is_learned(self) -> None:
        taught = [exchange(a, b).labelled() for a in range(3) for b in range(3) if a != b]
        weights = training.learn(taught[:4] * 5, settings.Speakers())
        self.assertGreater(weights["prev2|adj"][0], weights["prev|adj"][0])
        for d in taught:
            self.assertEqual([{who} for who in ranking.decode(d.scene, ranking.flat(weights))], [label.right for label in d.labels])
        counts = judged.measure(taught, ranking.flat(weights))
        self.assertEqual((counts["by Nothing"]["rules"], counts["by Nothing"]["ranking"], counts["all"]["found"]), (0, 24, 36))
        self.assertIn("rules 0.333, ranking 1.000", judged.table(counts))

    def test_nobody_to_choose(self) -> None:
        self.assertEqual(ranking.decode(Stage(people=(), genders=()).paragraph("“Yes.”", "Nothing").scene(), {}), [None])

    def test_the_run_writes_what_it_learned_from_all(self) -> None:
        run = runs.read_run(CONFIGS / "speakers.toml", runs.Places(Path("run"), Path("corpus")))
        self.assertEqual(run.settings, settings.Speakers(), "the configuration states the defaults")
        read = {"openings.jsonl": [exchange(0, 1), exchange(1, 2)], "novels.jsonl": [exchange(2, 0)]}
        for name, stages in read.items():
            for k, stage in enumerate(stages):
                stage.name = f"{name}#{k}"
        taught = {name: [stage.labelled() for stage in stages] for name, stages in read.items()}
        with tempfile.TemporaryDirectory() as folder, unittest.mock.patch.object(training, "scenes", lambda corpus: taught[corpus.name]), \
                redirect_stdout(io.StringIO()) as said:
            out = Path(folder) / "weights.txt"
            training.run(settings.Speakers(epochs=2, held_novels=("novels",), held_openings=2), {k: Path(f"{k}.jsonl") for k in run.inputs}, out)
            every = training.learn([*taught["openings.jsonl"], *taught["novels.jsonl"]], settings.Speakers(epochs=2))
            written = ranking.read_weights(out)
        self.assertEqual(written, {name: tuple(round(w, 3) for w in ws) for name, ws in every.items()})
        self.assertRegex(said.getvalue(), r"all +marked +12 ")


class WeightFile(unittest.TestCase):
    def test_reading_and_writing_gives_the_same_file(self) -> None:
        weights = ranking.read_weights(WEIGHTS)
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "weights.txt"
            ranking.write_weights(out, weights)
            self.assertEqual(out.read_text(encoding="utf-8"), WEIGHTS.read_text(encoding="utf-8"))
            self.assertEqual(ranking.read_weights(out), weights)

    def test_the_program_has_all_features(self) -> None:
        """`ranking.rs` expects so many at least, and names the base of each; none is written with `&`."""
        source = RUST.read_text(encoding="utf-8")
        weights = ranking.read_weights(WEIGHTS)
        least, = re.findall(r"WEIGHTS\.len\(\) > (\d+)", source)
        self.assertGreater(len(weights), int(least))
        for name in weights:
            base, variant = name.split("|")
            self.assertIn(f'"{base}"', source, name)
            self.assertIn(f'"{variant}"', source, name)
        self.assertEqual(len(ranking.flat(weights)), 3 * len(weights))

    def test_no_feature_is_without_a_weight(self) -> None:
        weights = ranking.read_weights(WEIGHTS)
        for d in (exchange(0, 1), exchange(2, 0)):
            scene = d.scene()
            for n in range(len(scene.turns)):
                for found in ranking.features(scene, n, [0] * n, [0, 1, 2]):
                    self.assertFalse({k for k in found if k.split("&")[0] not in weights and scene.turns[n].open})

    def test_the_constants_are_those_of_the_program(self) -> None:
        source = RUST.read_text(encoding="utf-8")
        for name in ("CANDIDATES", "BEAM", "WIDTH", "REACH", "LATELY", "BACK"):
            self.assertIn(f"const {name}: usize = {getattr(ranking, name)};", source)
