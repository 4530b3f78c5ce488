"""Variants of a text for training: styles of quotation marks, token spacing, prose from the tokens of fiction."""
from __future__ import annotations

import bisect
import random
import re
from typing import Callable

from pullquote_model.data.documents import Span


def rewrite(text: str, rules: list[tuple[re.Pattern, str | Callable]], spans: list[Span]) -> tuple[str, list[Span]]:
    """Apply substitutions one after the other, carrying the spans along."""
    for pattern, by in rules:
        out, at, before, after = [], 0, [0], [0]
        length = 0
        for m in pattern.finditer(text):
            new = m.expand(by) if isinstance(by, str) else by(m)
            out += [text[at:m.start()], new]
            length += m.start() - at
            before += [m.start(), m.end()]
            after += [length, length + len(new)]
            length += len(new)
            at = m.end()
        out.append(text[at:])

        def move(x: int) -> int:
            k = bisect.bisect_right(before, x) - 1
            return after[k] + (min(x - before[k], after[k + 1] - after[k]) if k % 2 and k + 1 < len(after) else x - before[k])
        spans = [(move(s), move(e)) for s, e in spans]
        text = "".join(out)
    return text, spans


OPEN_STRAIGHT = re.compile(r'(?:(?<=^)|(?<=[\s(\[\u2014\u2013-]))"')
STYLES: dict[str, list[tuple[re.Pattern, str]]] = {
    "straight": [(re.compile("[\u201c\u201d]|``|''"), '"')],
    "curly": [(re.compile("``"), "\u201c"), (re.compile("''"), "\u201d"), (OPEN_STRAIGHT, "\u201c"), (re.compile('"'), "\u201d")],
    "treebank": [(re.compile("\u201c"), "``"), (re.compile("\u201d"), "''"), (OPEN_STRAIGHT, "``"), (re.compile('"'), "''")],
}
CONTRACTIONS = [(re.compile(r"(?<=\w)(?=n['\u2019]t\b)"), " ")]
DETOKENISE = [(re.compile(r" (?=[.,;:!?)\]%])"), ""), (re.compile(r"(?<=[(\[$#]) "), ""),
              (re.compile(r" (?=(?:n['\u2019]t|['\u2019](?:s|re|ve|ll|d|m|S))\b)"), ""), (re.compile(r" (?=['\u2019] )"), ""),
              (re.compile(r" (?=-\w)|(?<=\w-) "), "")]


def style_document(text: str, spans: list[Span], style: str | None) -> tuple[str, list[Span]]:
    return rewrite(text, STYLES[style], spans) if style else (text, spans)


def join_fiction(tokens: list[str], rng: random.Random) -> tuple[str, list[Span]]:
    """Treebank tokens to prose, with quotation marks of one style; and the span of each token."""
    opening, closing = rng.choices((("\u201c", "\u201d"), ('"', '"'), ("``", "''"), ("\u2018", "\u2019")), (0.45, 0.25, 0.1, 0.2))[0]
    apostrophe = "\u2019" if opening in "\u201c\u2018" and opening != "``" else "'"
    dash = rng.choice((" \u2014 ", "\u2014", "--", " - "))
    out, at, n = [], [], 0
    glue = True
    for i, t in enumerate(tokens):
        before = "" if glue else " "
        glue = False
        if t in ("``", "`"):
            if i and tokens[i - 1] == "''" and rng.random() < 0.8:
                before = "\n"
            t, glue = opening, True
        elif t == "''":
            t, before = closing, ""
        elif t == "--":
            t, before, glue = dash.strip(), dash[:len(dash) - len(dash.lstrip())], not dash.endswith(" ")
        elif t in ("-LRB-", "("):
            t, glue = "(", True
        elif t in ("-RRB-", ")"):
            t, before = ")", ""
        elif re.fullmatch(r"[.,;:!?]+", t) or re.fullmatch(r"n't|'(?:s|re|ve|ll|d|m)?", t, re.I):
            before = ""
            t = t.replace("'", apostrophe)
        if not i:
            before = ""
        out += [before, t]
        at.append((n + len(before), n + len(before) + len(t)))
        n += len(before) + len(t)
    return "".join(out), at
