"""From logits to attributions and entities.  The reference for every other implementation (see SPEC.md).

Works on plain numbers (numpy), one window at a time; nothing here knows of PyTorch.
"""
from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Callable

import numpy as np

from pullquote_model.data import tokenizer as tk
from pullquote_model.labels import ENT_TYPES, bucket

NEVER = -1e4


@dataclass(frozen=True)
class Options:
    """Numbers chosen on polnear-dev."""
    cue_bias: float = 0.25       # added to the log-probability of O in the cue tags
    second_bias: float = -3.0    # the same for second-choice cues, taken only for quotations that no first choice holds
    second_share: float = 0.5    # how much of such a quotation the content of a second-choice cue must hold
    adopt_share: float = 0.3     # a quotation joins a content of its paragraph at this mean link probability
    content_bias: float = -1.1   # added to the log-probability of O in the link labels
    source_bias: float = 1.0     # added to the log-probabilities of B-S and I-S
    run_share: float = 0.7       # a content run other than the surest needs this mean probability
    min_confidence: float = 0.15 # attributions below are dropped
    glue_share: float = 0.7      # how much of a quotation a content must cover to be glued to its marks
    inside_share: float = 0.3    # the same for a content that is all inside a quotation, where the cue is not
    colon_words: int = 6         # most words of a name before a colon cue at the head of a paragraph
    orphan_words: int = 3        # words a quotation without a cue must have to become an attribution of its own
    orphan_share: float = 0.8    # how sure the content head must be of it (mean probability of B or I)


OPTIONS = Options()
Link = Callable[[list[tuple[int, int]]], np.ndarray]


@dataclass
class Attribution:
    """Word ranges, first and last word, in one window."""
    source: list[tuple[int, int]] = field(default_factory=list)
    cue: list[tuple[int, int]] = field(default_factory=list)
    content: list[tuple[int, int]] = field(default_factory=list)
    confidence: float = 0.0


def log_softmax(x: np.ndarray) -> np.ndarray:
    x = x - x.max(-1, keepdims=True)
    return x - np.log(np.exp(x).sum(-1, keepdims=True))


def viterbi(scores: np.ndarray, paragraph: list[int], before: dict[int, tuple[int, ...]]) -> list[list[int]]:
    """Best label sequences of scores [sequences, words, labels].  `before[I]` names the labels I may follow, in the same
    paragraph; all else may follow anything.  Ties go to the lower label."""
    m, n, k = scores.shape
    if not n:
        return [[] for _ in range(m)]
    inside = sorted(before)
    allowed = np.zeros((k, k))
    for i in inside:
        allowed[[p for p in range(k) if p not in before[i]], i] = NEVER
    fresh = np.zeros((k, k))
    fresh[:, inside] = NEVER
    best = scores[:, 0] + fresh[0]
    back = np.zeros((n, m, k), dtype=np.int64)
    for t in range(1, n):
        v = best[:, :, None] + (allowed if paragraph[t] == paragraph[t - 1] else fresh)
        back[t] = v.argmax(1)
        best = v.max(1) + scores[:, t]
    at = best.argmax(-1)
    path = [at]
    for t in range(n - 1, 0, -1):
        at = back[t][np.arange(m), at]
        path.append(at)
    return np.stack(path[::-1], 1).tolist()


BIO_BEFORE = {2: (1, 2)}
ENT_BEFORE = {2 * k: (2 * k - 1, 2 * k) for k in range(1, 5)}
LINK_BEFORE = {2: (1, 2), 4: (3, 4)}


def runs(path: list[int], begin: int) -> list[tuple[int, int]]:
    """Word ranges of B (label `begin`) and I (the label after it)."""
    out: list[tuple[int, int]] = []
    for i, y in enumerate(path):
        if y == begin:
            out.append((i, i))
        elif y == begin + 1 and out:
            out[-1] = (out[-1][0], i)
    return out


def cues(logits: np.ndarray, paragraph: list[int], o: Options = OPTIONS) -> list[tuple[int, int]]:
    s = log_softmax(logits)
    s[:, 0] += o.cue_bias
    return runs(viterbi(s[None], paragraph, BIO_BEFORE)[0], 1)


def pair_features(paragraph: list[int], cue: tuple[int, int]) -> tuple[list[int], list[int]]:
    """Distance bucket and paragraph relation of every word to a cue."""
    a, b = cue
    return ([bucket(i - a if i < a else i - b if i > b else 0) for i in range(len(paragraph))],
            [0 if p == paragraph[a] else 1 if p < paragraph[a] else 2 for p in paragraph])


def regions(win: tk.Window, text: str) -> list[tuple[int, int]]:
    """Quotations of a window: first word of the opening mark, last word of the closing one (or of the paragraph)."""
    out: list[tuple[int, int]] = []
    start, n, i = -1, len(win.words), 0
    while i < n:
        if start >= 0 and win.paragraph[i] != win.paragraph[start]:
            out.append((start, i - 1))
            start = -1
        if win.word_quotes[i] == 2:
            w = win.words[i]
            raw = text[w.start:w.end]
            last = i + 1 if raw in "`'" else i
            opens = raw in tk.OPENING or raw == "`" or raw == '"' and start < 0
            if opens:
                if start < 0:
                    start = i
            elif start >= 0:
                out.append((start, last))
                start = -1
            i = last
        i += 1
    if start >= 0:
        out.append((start, n - 1))
    return out


def glue(span: tuple[int, int], quotes: list[tuple[int, int]], win: tk.Window, cue: tuple[int, int], o: Options) -> tuple[int, int]:
    """Move the ends of a content that covers most of a quotation to its marks.  A cue outside a quotation
    hardly introduces a part of it, so that a smaller share is enough there."""
    a, b = span
    for s, e in quotes:
        inner = sum(1 for i in range(s, e + 1) if win.word_quotes[i] != 2)
        held = sum(1 for i in range(max(a, s), min(b, e) + 1) if win.word_quotes[i] != 2)
        inside = s <= a and b <= e and (cue[1] < s or e < cue[0])
        if inner and held >= (o.inside_share if inside else o.glue_share) * inner:
            if s < a <= e:
                a = s
            if s <= b < e:
                b = e
    return a, b


def words_of(span: tuple[int, int], win: tk.Window) -> list[int]:
    """The words of a quotation that are not marks."""
    return [i for i in range(span[0], span[1] + 1) if win.word_quotes[i] != 2]


def second_cues(logits: np.ndarray, paragraph: list[int], first: list[tuple[int, int]], o: Options = OPTIONS) -> list[tuple[int, int]]:
    """Cues of the lenient threshold that touch none of the first choice."""
    taken = {i for a, b in first for i in range(a, b + 1)}
    return [(a, b) for a, b in cues(logits, paragraph, replace(o, cue_bias=o.second_bias)) if not taken.intersection(range(a, b + 1))]


def attributions(win: tk.Window, text: str, cue_logits: np.ndarray, con_logits: np.ndarray, link: Link, o: Options = OPTIONS) -> list[Attribution]:
    """All attributions of a window.  `link` gives the link logits [cues, words, 5] of the cues it is asked for."""
    quotes = regions(win, text)
    first = cues(cue_logits, win.paragraph, o)
    kept = of_cues(win, cue_logits, first, link(first), quotes, o)
    worded = [q for q in quotes if sum(win.words[i].norm[0].isalnum() for i in words_of(q, win)) >= o.orphan_words]

    def orphans() -> list[tuple[int, int]]:
        held = {i for x, _ in kept for s, e in x.content for i in range(s, e + 1)}
        return [q for q in worded if not held.intersection(words_of(q, win))]

    left = orphans()
    if left:
        second = second_cues(cue_logits, win.paragraph, first, o)
        for x, p in of_cues(win, cue_logits, second, link(second), quotes, o):
            held = {i for s, e in x.content for i in range(s, e + 1)}
            if any(len(held.intersection(words_of(q, win))) >= o.second_share * len(words_of(q, win)) for q in left):
                kept.append((x, p))
                left = orphans()
    for q in left:
        best, at = o.adopt_share, -1
        for k, (x, p) in enumerate(kept):
            if x.cue and win.paragraph[x.cue[0][0]] == win.paragraph[q[0]]:
                share = float(p[words_of(q, win), 3:5].sum(-1).mean())
                if share >= best:
                    best, at = share, k
        if at >= 0:
            x = kept[at][0]
            x.content = merge(x.content + [q], x.cue[0])
    con_p = np.exp(log_softmax(con_logits))[:, 1:].sum(-1)
    for q in orphans():
        sure = float(con_p[words_of(q, win)].mean())
        if sure >= o.orphan_share:
            kept.append((Attribution([], [], [q], 0.5 * sure), con_p))
    return sorted((x for x, _ in kept), key=lambda x: min(x.content + x.cue)[0])


def of_cues(win: tk.Window, cue_logits: np.ndarray, cue_spans: list[tuple[int, int]], link_logits: np.ndarray,
            quotes: list[tuple[int, int]], o: Options) -> list[tuple[Attribution, np.ndarray]]:
    """The attribution of each cue that has a content, with the link probabilities it was read from."""
    if not cue_spans:
        return []
    cue_p = np.exp(log_softmax(cue_logits))
    lps = log_softmax(link_logits)
    s = lps.copy()
    s[:, :, 0] += o.content_bias
    s[:, :, 1:3] += o.source_bias
    for k, (a, b) in enumerate(cue_spans):
        s[k, a:b + 1, 1:] += NEVER
    out = []
    for (a, b), lp, path in zip(cue_spans, lps, viterbi(s, win.paragraph, LINK_BEFORE)):
        p = np.exp(lp)
        content = runs(path, 3)
        if not content:
            continue
        mean = lambda spans, cols: float(np.mean([p[i, cols].sum() for x, y in spans for i in range(x, y + 1)]))
        content = [r for r in content if win.paragraph[r[0]] == win.paragraph[a]] or content
        enough = min(o.run_share, max(mean([r], [3, 4]) for r in content))
        content = [r for r in content if mean([r], [3, 4]) >= enough]
        sources = sorted(runs(path, 1), key=lambda r: (-mean([r], [1, 2]), r))[:1]
        confidence = float(cue_p[a:b + 1, 1:].sum(-1).mean()) * mean(content, [3, 4]) * (mean(sources, [1, 2]) if sources else 1.0)
        if confidence < o.min_confidence:
            continue
        if not sources and win.words[a].norm == ":":
            head = next(i for i in range(len(win.words)) if win.paragraph[i] == win.paragraph[a])
            if 1 <= a - head <= o.colon_words:
                sources = [(head, a - 1)]
        content = merge([glue(c, quotes, win, (a, b), o) for c in content], (a, b))
        if content:
            out.append((Attribution(sources, [(a, b)], content, confidence), p))
    return out


def merge(spans: list[tuple[int, int]], cue: tuple[int, int]) -> list[tuple[int, int]]:
    """Sorted, joined where they overlap, and cut at the cue."""
    out: list[tuple[int, int]] = []
    for s, e in sorted(spans):
        if s < cue[0] <= e:
            e = cue[0] - 1
        elif cue[0] <= s <= cue[1]:
            s = cue[1] + 1
        if s > e:
            continue
        if out and s <= out[-1][1]:
            out[-1] = (out[-1][0], max(e, out[-1][1]))
        else:
            out.append((s, e))
    return out


def entities(logits: np.ndarray, paragraph: list[int]) -> list[tuple[str, tuple[int, int], float]]:
    """(type, first and last word, mean probability) of every name."""
    lp = log_softmax(logits)
    path = viterbi(lp[None], paragraph, ENT_BEFORE)[0]
    p = np.exp(lp)
    out = []
    for k, t in enumerate(ENT_TYPES):
        for a, b in runs(path, 2 * k + 1):
            out.append((t, (a, b), float(p[a:b + 1, 2 * k + 1:2 * k + 3].sum(-1).mean())))
    return sorted(out, key=lambda x: x[1])
