"""What the ranking of speakers sees of a text: who turns up where, who says what, and what stands around each quote.

The program writes a scene for each document (`src/nlp/tests/scenes.rs`); what is read out of it here is what `Ranking::around` in
`src/nlp/speakers/ranking.rs` reads.  Offsets are code points; the program's are bytes.
"""
from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from itertools import accumulate

NAME, NOUN, PRONOUN = range(3)
"""Forms of a mention."""
SUBJECTS = ("He", "She", "Speaker")
"""Pronouns that count where they are subjects; `Speaker` is I."""
AFTER_CALL = re.compile(r"[,!?.;—-]")
BEFORE_CALL = re.compile(r"(,\s|[\"“'‘—]|[,\"“] ?(Mr|Mrs|Miss|Dr|my dear|dear|Sir|Lady|Aunt|Uncle|Cousin|Captain|Major|Colonel)\.?\s"
                         r"|(Oh|Ah|No|Yes|Well|Why|Come|my dear),? )$")


@dataclass(frozen=True)
class Figure:
    """Somebody, or something with a name."""
    name: str
    named: bool
    gender: int
    """1: male, -1: female, 0: unknown."""
    person: bool


@dataclass(frozen=True)
class Spot:
    """A mention of a figure."""
    start: int
    end: int
    figure: int
    quoted: bool
    subject: bool
    form: int


@dataclass(frozen=True)
class Loose:
    """A pronoun outside quotation marks, whoever it stands for."""
    start: int
    wanted: str
    subject: bool


@dataclass
class Turn:
    """A quote."""
    content: list[list[int]]
    block: int
    by: str
    """How its source points to the speaker: `Name`, `Noun`, `He`, `She`, `Me`, `Nothing`, `Other`."""
    guess: int | None
    """Whom the rules take for the speaker."""
    called: int | None
    asks: bool
    before: list[Spot] = field(default_factory=list)
    """People named in the same paragraph before it, up to the last quote; `after` and `within` likewise."""
    after: list[Spot] = field(default_factory=list)
    within: list[Spot] = field(default_factory=list)
    paragraph: set[int] = field(default_factory=set)
    previous: list[Spot] = field(default_factory=list)
    """People named in the paragraph before; `next`: in the one after, if nothing is said in it."""
    next: list[Spot] = field(default_factory=list)
    named_inside: set[int] = field(default_factory=set)
    addressed: set[int] = field(default_factory=set)
    """Called by name within the quote."""
    previous_quotes: bool = False
    leads: bool = False
    """The paragraph before ends in a colon or a comma."""
    opens: bool = False
    """The quote begins its paragraph."""
    beat: str | None = None
    """The pronoun that is a subject right before the quote; then right after it, and in the paragraph before."""
    beat_after: str | None = None
    beat_lead: str | None = None

    @property
    def start(self) -> int:
        return self.content[0][0]

    @property
    def end(self) -> int:
        return self.content[-1][1]

    @property
    def open(self) -> bool:
        """Whether the speaker is wanted: a name or a description says it of the others."""
        return self.by in ("He", "She", "Nothing", "Other")


class Scene:
    """A document as the ranking sees it."""

    def __init__(self, name: str, text: str, figures: list[Figure], spots: list[Spot], loose: list[Loose], turns: list[Turn],
                 blocks: list[tuple[int, int]], narrator: int | None):
        self.name, self.text, self.figures, self.loose, self.turns, self.blocks, self.narrator = name, text, figures, loose, turns, blocks, narrator
        self.spots = spots
        self.starts = [s.start for s in spots]
        self.often = Counter(s.figure for s in spots if s.form != PRONOUN)
        speaks = {t.block for t in turns}
        for n in range(len(turns)):
            self.look_around(n, speaks)

    def called(self, spot: Spot) -> bool:
        """Whether a name within a quote calls somebody: “Never mind, Miss Pike,”."""
        after = AFTER_CALL.match(self.text[spot.end:spot.end + 1] or ".")
        return bool(spot.quoted and after and BEFORE_CALL.search(self.text[max(0, spot.start - 12):spot.start]))

    def between(self, start: int, end: int) -> list[Spot]:
        """The mentions that begin there."""
        return self.spots[bisect_left(self.starts, start):bisect_left(self.starts, end)]

    def told(self, start: int, end: int) -> list[Spot]:
        """The mentions of people there, outside quotes."""
        return [s for s in self.between(start, end) if not s.quoted and self.figures[s.figure].person]

    def subjects(self, start: int, end: int) -> list[str]:
        """The pronouns that are subjects there."""
        at = lambda place: bisect_left(self.loose, place, key=lambda l: l.start)
        return [l.wanted for l in self.loose[at(start):at(end)] if l.subject and l.wanted in SUBJECTS]

    def look_around(self, n: int, speaks: set[int]) -> None:
        """Fills in what stands around a turn; `speaks`: the paragraphs with quotes."""
        t = self.turns[n]
        low, high = self.blocks[t.block]
        same = lambda k: 0 <= k < len(self.turns) and self.turns[k].block == t.block
        left = self.turns[n - 1].end if same(n - 1) else low
        right = self.turns[n + 1].start if same(n + 1) else high
        t.before, t.after, t.within = self.told(left, t.start), self.told(t.end, right), self.told(t.start, t.end)
        t.paragraph = {s.figure for s in self.told(low, high)}
        inside = self.between(t.start, t.end)
        t.named_inside = {s.figure for s in inside if s.quoted}
        t.addressed = {s.figure for s in inside if self.called(s)} | ({t.called} if t.called is not None else set())
        t.opens = t.start - low < 3
        t.beat = next(reversed(self.subjects(left, t.start)), None)
        t.beat_after = next(iter(self.subjects(t.end, right)), None)
        if t.block > 0:
            before = self.blocks[t.block - 1]
            t.previous, t.previous_quotes = self.told(*before), t.block - 1 in speaks
            t.leads = self.text[slice(*before)].rstrip()[-1:] in (":", ",")
            if not t.previous_quotes and t.opens:
                t.beat_lead = next(reversed(self.subjects(*before)), None)
        if t.block + 1 < len(self.blocks) and t.block + 1 not in speaks:
            t.next = self.told(*self.blocks[t.block + 1])


def read(name: str, text: str, raw: dict) -> Scene:
    """A scene as the program writes it."""
    ends = list(accumulate((len(c.encode()) for c in text), initial=0))
    at = lambda byte: bisect_left(ends, byte)
    return Scene(
        name, text,
        [Figure(called, bool(named), gender, bool(person)) for called, _, named, gender, person in raw["figures"]],
        [Spot(at(a), at(b), figure, bool(quoted), bool(subject), form) for a, b, figure, quoted, subject, form in raw["spots"]],
        [Loose(at(a), wanted, bool(subject)) for a, wanted, subject in raw["loose"]],
        [Turn([[at(a), at(b)] for a, b in t["content"]], t["block"], t["by"], t["guess"], t["called"], bool(t["asks"])) for t in raw["turns"]],
        [(at(a), at(b)) for a, b in raw["blocks"]], raw["narrator"])
