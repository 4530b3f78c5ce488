"""Words, word pieces, word shapes, quote states and windows: everything between raw text and the encoder.

Pre-tokenisation and WordPiece follow BERT's uncased tokenizer (Devlin et al., NAACL 2019; Wu et al., 2016), written anew
so that every word keeps exact code-point offsets into the text it came from.  Only the standard library is used, and
every rule works on single characters, so that another language can mirror it.
"""
from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

UNK, CLS, SEP, PAD = 100, 101, 102, 0
WINDOW = 256
MAX_WORD_CHARS = 100

SHAPE_SPECIAL, SHAPE_DIGITS, SHAPE_ALLCAPS, SHAPE_CAPITALISED, SHAPE_LOWER, SHAPE_OTHER, SHAPE_MIXED, SHAPE_INITIAL = range(8)
OPENING, CLOSING = frozenset("\u201c\u201e\u00ab"), frozenset("\u201d\u00bb")
SENTENCE_END = frozenset(".!?\u2026")
SENTENCE_CLOSERS = frozenset("\u201d\u2019\u00bb\"')]")
CJK = ((0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F), (0x2B740, 0x2B81F),
       (0x2B820, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F))


@dataclass(slots=True)
class Word:
    """One pre-token: its normalised form and its place, in code points, end exclusive."""
    norm: str
    start: int
    end: int


def is_punctuation(c: str) -> bool:
    """ASCII symbols and Unicode categories P*, as BERT has it."""
    o = ord(c)
    if 33 <= o <= 47 or 58 <= o <= 64 or 91 <= o <= 96 or 123 <= o <= 126:
        return True
    return o > 127 and unicodedata.category(c)[0] == "P"


@lru_cache(maxsize=65536)
def classify(c: str) -> tuple[str, str]:
    """(kind, normalised characters) of one character.

    Kinds: "space" ends a word, "skip" vanishes, "cjk" is a word by itself, "text" is part of a word (its normalised
    characters may still hold punctuation, which splits).
    """
    o = ord(c)
    if c in "\t\n\r ":
        return "space", ""
    category = unicodedata.category(c)
    if o == 0 or o == 0xFFFD or category[0] == "C":
        return "skip", ""
    if category[0] == "Z":
        return "space", ""
    norm = "".join(x.lower() for x in unicodedata.normalize("NFD", c) if unicodedata.category(x) != "Mn")
    if any(a <= o <= b for a, b in CJK):
        return "cjk", norm
    return ("text", norm) if norm else ("skip", "")


def words(text: str, base: int = 0) -> list[Word]:
    """The pre-tokens of a text; `base` is added to every offset."""
    out: list[Word] = []
    buf: list[str] = []
    start = end = 0

    def flush() -> None:
        if buf:
            out.append(Word("".join(buf), base + start, base + end))
            buf.clear()

    for i, c in enumerate(text):
        kind, norm = classify(c)
        if kind == "skip":
            continue
        if kind == "space":
            flush()
            continue
        if kind == "cjk":
            flush()
            if norm:
                out.append(Word(norm, base + i, base + i + 1))
            continue
        for x in norm:
            if is_punctuation(x):
                flush()
                out.append(Word(x, base + i, base + i + 1))
            else:
                if not buf:
                    start = i
                buf.append(x)
                end = i + 1
    flush()
    return out


class WordPiece:
    """Greedy longest-match-first pieces of a word."""

    def __init__(self, vocab: Path | str):
        with open(vocab, encoding="utf-8") as f:
            self.ids = {line.rstrip("\n"): i for i, line in enumerate(f)}
        self.cache: dict[str, tuple[int, ...]] = {}

    def pieces(self, word: str) -> tuple[int, ...]:
        got = self.cache.get(word)
        if got is None:
            got = self.cache[word] = self._pieces(word)
        return got

    def _pieces(self, word: str) -> tuple[int, ...]:
        if len(word) > MAX_WORD_CHARS:
            return (UNK,)
        out, at = [], 0
        while at < len(word):
            for end in range(len(word), at, -1):
                piece = self.ids.get(word[at:end] if at == 0 else "##" + word[at:end])
                if piece is not None:
                    out.append(piece)
                    at = end
                    break
            else:
                return (UNK,)
        return tuple(out)


@lru_cache(maxsize=262144)
def shape(raw: str) -> int:
    """Shape class of a word as it stands in the text (case kept)."""
    if all("0" <= c <= "9" for c in raw):
        return SHAPE_DIGITS
    upper = [c.lower() != c for c in raw]
    ups = sum(upper)
    lows = sum(1 for c, u in zip(raw, upper) if not u and c.upper() != c)
    if not ups and not lows:
        return SHAPE_OTHER
    if not ups:
        return SHAPE_LOWER
    if not lows:
        return SHAPE_INITIAL if len(raw) == 1 else SHAPE_ALLCAPS
    return SHAPE_CAPITALISED if upper[0] and ups == 1 else SHAPE_MIXED


def quote_states(text: str, line: list[Word]) -> list[int]:
    """0 outside, 1 inside, 2 a quotation mark, for each word of one paragraph; the state starts at 0."""
    out, state, i = [], 0, 0
    while i < len(line):
        w = line[i]
        raw = text[w.start:w.end]
        if raw in OPENING:
            state = 1
            out.append(2)
        elif raw in CLOSING:
            state = 0
            out.append(2)
        elif raw == '"':
            state = 1 - state
            out.append(2)
        elif raw in ("`", "'") and i + 1 < len(line) and line[i + 1].start == w.end and text[line[i + 1].start:line[i + 1].end] == raw:
            state = 1 if raw == "`" else 0
            out += [2, 2]
            i += 1
        else:
            out.append(state)
        i += 1
    return out


def sentence_breaks(text: str, line: list[Word]) -> list[int]:
    """Indices k > 0 such that a sentence may begin at word k: after . ! ? … and closers, with white space before k."""
    out = []
    for k in range(1, len(line)):
        if line[k].start == line[k - 1].end:
            continue
        j = k - 1
        while j > 0 and text[line[j].start:line[j].end] in SENTENCE_CLOSERS and line[j].start == line[j - 1].end:
            j -= 1
        if text[line[j].start:line[j].end] in SENTENCE_END:
            out.append(k)
    return out


@dataclass(slots=True)
class Unit:
    """A paragraph, or a part of one too long for a window.  Units are packed whole, followed by [SEP]."""
    words: list[Word]
    pieces: list[tuple[int, ...]]
    shapes: list[int]
    quotes: list[int]
    paragraph: int

    @property
    def size(self) -> int:
        return 1 + sum(map(len, self.pieces))


@dataclass(slots=True)
class Window:
    """The input of the encoder.  `words`, `first` and `paragraph` run in parallel, one entry a word."""
    ids: list[int] = field(default_factory=lambda: [CLS])
    shapes: list[int] = field(default_factory=lambda: [SHAPE_SPECIAL])
    quotes: list[int] = field(default_factory=lambda: [0])
    words: list[Word] = field(default_factory=list)
    first: list[int] = field(default_factory=list)
    word_quotes: list[int] = field(default_factory=list)
    paragraph: list[int] = field(default_factory=list)

    def add(self, unit: Unit) -> None:
        for w, p, s, q in zip(unit.words, unit.pieces, unit.shapes, unit.quotes):
            self.words.append(w)
            self.first.append(len(self.ids))
            self.word_quotes.append(q)
            self.paragraph.append(unit.paragraph)
            self.ids += p
            self.shapes += [s] * len(p)
            self.quotes += [q] * len(p)
        self.ids.append(SEP)
        self.shapes.append(SHAPE_SPECIAL)
        self.quotes.append(0)


def units(text: str, wordpiece: WordPiece, limit: int = WINDOW) -> list[Unit]:
    """The packing units of a document.  A paragraph is a line (split at U+000A) that holds at least one word."""
    out: list[Unit] = []
    at, number = 0, 0
    for line in text.split("\n"):
        ws = words(line, at)
        at += len(line) + 1
        if not ws:
            continue
        pieces = [wordpiece.pieces(w.norm) for w in ws]
        shapes = [shape(text[w.start:w.end]) for w in ws]
        quotes = quote_states(text, ws)
        for a, b in split(text, ws, pieces, limit - 2):
            out.append(Unit(ws[a:b], pieces[a:b], shapes[a:b], quotes[a:b], number))
        number += 1
    return out


def split(text: str, ws: list[Word], pieces: list[tuple[int, ...]], room: int) -> list[tuple[int, int]]:
    """Word ranges of at most `room` pieces: each as long as possible, ending at a sentence break if one fits."""
    if sum(map(len, pieces)) <= room:
        return [(0, len(ws))]
    breaks = set(sentence_breaks(text, ws))
    out, a = [], 0
    while a < len(ws):
        n, b, best = 0, a, 0
        while b < len(ws) and n + len(pieces[b]) <= room:
            n += len(pieces[b])
            b += 1
            if b in breaks or b == len(ws):
                best = b
        b = best or b
        out.append((a, b))
        a = b
    return out


def windows(us: list[Unit], limit: int = WINDOW, first_limit: int | None = None) -> list[Window]:
    """Greedy packing of whole units, in order.  `first_limit` makes the first window shorter (training only)."""
    out: list[Window] = []
    cur = Window()
    room = first_limit or limit
    for u in us:
        if cur.words and len(cur.ids) + u.size > room:
            out.append(cur)
            cur = Window()
            room = limit
        cur.add(u)
    if cur.words:
        out.append(cur)
    return out
