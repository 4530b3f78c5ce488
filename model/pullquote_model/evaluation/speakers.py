"""Who speaks each quote of a scene, after the people who marked the text, and how often a ranking is right."""
from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from pullquote_model.data.scenes import NAME, Scene, read
from pullquote_model.decoding.speakers import decode
from pullquote_model.evaluation.scoring import TITLES, match, same_name

HONORIFIC = re.compile(
    r"\b((?:Mr|Mrs|Ms|Dr|Messrs|Mme|St)\.?|Miss|Master|Sir|Lady|Lord|Aunt|Uncle|Captain|Capt\.|Colonel|Col\.|Major|General|Father|Mother|Professor|Prof\.|"
    r"Madame|Madam|Monsieur|Count|Countess|Princess|Prince|Duke|Duchess|Old|Inspector|Agent|Officer|Sergeant|Reverend|Rev\.|Cousin|Brother|Sister|Don|Dona|"
    r"Mademoiselle|Herr|Frau)\s+$", re.I)


class Cast:
    """The characters of a novel by the names that they go by: titles tell Mr. Pike from Miss Pike."""

    def __init__(self, characters: list[dict]):
        self.whole: dict[str, set[str]] = defaultdict(set)
        for c in characters:
            for alias in [*c["aliases"], c["name"].replace("_", " "), c["name"].split(" - ")[0]]:
                for form in {plain(alias), plain(alias).removeprefix("the ")} - {""}:
                    self.whole[form].add(c["name"])
        self.bare: dict[str, set[str]] = defaultdict(set)
        self.first: dict[str, set[str]] = defaultdict(set)
        self.last: dict[str, set[str]] = defaultdict(set)
        for form, who in self.whole.items():
            words = untitled(form)
            if words:
                self.bare[" ".join(words)] |= who
                self.last[words[-1]] |= who
            if len(words) > 1:
                self.first[words[0]] |= who

    def named(self, form: str) -> set[str]:
        """Whom a form may name."""
        form = plain(form)
        who = self.whole.get(form) or self.whole.get(form.removeprefix("the "))
        words = untitled(form)
        if not who and words:
            who = self.bare.get(" ".join(words)) or self.last.get(words[-1])
            if not who and len(words) == 1 and len(self.first.get(words[0], ())) == 1:
                who = self.first[words[0]]
        return who or set()

    def best(self, forms: Counter[str]) -> str | None:
        """The character that somebody with these forms is, most likely."""
        votes: Counter[str] = Counter()
        for form, n in forms.items():
            who = sorted(self.named(form))
            for name in who:
                votes[name] += n / len(who)
        return votes.most_common(1)[0][0] if votes else None


def plain(name: str) -> str:
    return " ".join(re.findall(r"\w+", name.lower().replace("’s", "").replace("'s", "")))


def untitled(form: str) -> list[str]:
    return [w for w in form.split() if w not in TITLES]


@dataclass(frozen=True)
class Label:
    """Who speaks a turn."""
    type: str | None
    """How the text says it: explicit, anaphoric, implicit."""
    right: set[int] | None
    """The figures that are the speaker; None if nobody marked the quote, empty if no figure is the speaker."""
    strict: set[int] | None
    """The same, where the narrator counts only under a name."""


@dataclass
class Labelled:
    """A scene with who speaks each turn, and all quotes that people marked: their types."""
    scene: Scene
    labels: list[Label]
    marked: list[str | None] = field(default_factory=list)


def labelled(document: dict, raw: dict) -> Labelled:
    """What the program wrote of a document, and what people marked in it."""
    text, characters = document["text"], document.get("characters", [])
    names = [name for name, *_ in raw["figures"]]
    scene = read(document["id"], text, raw)
    gold = document["attributions"]
    pairs = {j: gold[i] for i, j in match(text, gold, [{"content": t.content} for t in scene.turns], 0.5)}
    who = figures(scene, names, Cast(characters)) if characters else {}
    found = {}
    for j, a in pairs.items():
        if a.get("speaker"):
            speaker = a.get("character") if characters else a["speaker"][0] if isinstance(a["speaker"], list) else a["speaker"]
            right = {n for n, c in who.items() if c == speaker} if characters else {n for n, name in enumerate(names) if same_name(a["speaker"], name)}
            found[j] = speaker, right
    # The narrator is whoever says most of what `I` says.
    me = Counter(speaker for j, (speaker, _) in found.items() if scene.turns[j].by == "Me")
    labels = []
    for j in range(len(scene.turns)):
        speaker, right = found.get(j, (None, None))
        strict = right
        if right is not None and scene.narrator is not None and me and speaker == me.most_common(1)[0][0]:
            right = right | {scene.narrator}
        labels.append(Label(pairs[j].get("type") if j in pairs else None, right, strict))
    return Labelled(scene, labels, [a.get("type") for a in gold if a.get("speaker")])


def figures(scene: Scene, names: list[str], cast: Cast) -> dict[int, str]:
    """The character that each figure is."""
    forms: dict[int, Counter[str]] = defaultdict(Counter)
    for s in scene.spots:
        if s.form == NAME:
            title = HONORIFIC.search(scene.text[max(0, s.start - 14):s.start])
            forms[s.figure][(f"{title[1]} " if title else "") + scene.text[s.start:s.end]] += 1
    out = {}
    for n, name in enumerate(names):
        forms[n][name] += 0.5
        if best := cast.best(forms[n]):
            out[n] = best
    return out


def measure(documents: list[Labelled], weights: dict[str, float]) -> dict[str, Counter[str]]:
    """Counts of all quotes, and by kind: marked, found, right by the rules alone and by the ranking, and where any figure is right."""
    out: dict[str, Counter[str]] = defaultdict(Counter)
    for d in documents:
        book = "litbank" if d.scene.name.startswith("litbank") else d.scene.name.split("#")[0]
        for kind in d.marked:
            for key in ("all", str(kind), book):
                out[key]["marked"] += 1
        for turn, label, said in zip(d.scene.turns, d.labels, decode(d.scene, weights)):
            if label.right is None:
                continue
            for key in ("all", str(label.type), f"by {turn.by}", book):
                out[key] += Counter(found=1, rules=turn.guess in label.strict, ranking=said in label.strict, possible=bool(label.right))
    return dict(out)


def table(counts: dict[str, Counter[str]]) -> str:
    """The figures of `measure`, a line each."""
    share = lambda n, of: f"{n / max(1, of):.3f}"
    return "\n".join(f"{key:34} marked {c['marked']:5} found {c['found']:5}  right of found: rules {share(c['rules'], c['found'])}, "
                     f"ranking {share(c['ranking'], c['found'])}, at most {share(c['possible'], c['found'])}; "
                     f"of all: ranking {share(c['ranking'], c['marked']) if c['marked'] else '-'}" for key, c in sorted(counts.items()))
