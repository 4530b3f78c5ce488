"""Which predicted attributions are right.  Standard library only.

Contents are compared as sets of word tokens at their places; a match is one to one, the best overlap first.
"""

import re
import unicodedata

WORD = re.compile(r"\w+")
MARK = re.compile("[\"\u201c\u201d\u00ab\u00bb\u201e]|''|``")
TITLES = set(
    "mr mrs ms miss dr prof professor sir dame lord lady sen senator rep representative gov governor president vice prime "
    "minister secretary judge justice king queen prince princess pope gen general lt lieutenant col colonel maj major "
    "capt captain sgt sergeant mayor chancellor ambassador rev reverend jr sr ii iii the a an".split()
)


def tokens(text, spans):
    return {(s + m.start(), m.group().lower()) for s, e in spans or [] for m in WORD.finditer(text[s:e])}


def jaccard(a, b):
    return len(a & b) / len(a | b) if a or b else 0.0


def quoted(text, attribution):
    return any(MARK.search(text[max(0, s - 1) : e + 1]) for s, e in attribution["content"])


def match(text, gold, predicted, least):
    """Pairs of indices whose contents overlap by at least `least`."""
    wanted = [tokens(text, a["content"]) for a in gold]
    found = [tokens(text, a["content"]) for a in predicted]
    extent = lambda words: (min(w[0] for w in words), max(w[0] for w in words)) if words else (1, 0)
    edges = [extent(w) for w in found]
    candidates = []
    for i, w in enumerate(wanted):
        low, high = extent(w)
        for j, f in enumerate(found):
            if edges[j][0] <= high and low <= edges[j][1]:
                overlap = jaccard(w, f)
                if overlap >= least:
                    candidates.append((-overlap, i, j))
    left, right, pairs = set(), set(), []
    for _, i, j in sorted(candidates):
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
            pairs.append((i, j))
    return pairs


def fold(name):
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).lower()
    words = WORD.findall(re.sub(r"['\u2019]s\b", "", plain))
    return [w for w in words if w not in TITLES] or words


def same_name(gold, predicted):
    """Equal but for titles, or the words of one within the other's with the same last word."""
    p = fold(predicted)
    for name in gold if isinstance(gold, list) else [gold]:
        g = fold(name)
        if g and p and (g == p or g[-1] == p[-1] and (set(g) <= set(p) or set(p) <= set(g))):
            return True
    return False


def same_source(text, gold, predicted):
    """Source spans share half their words or the last one; or neither has any."""
    g, p = sorted(tokens(text, gold.get("source"))), sorted(tokens(text, predicted.get("source")))
    if not g or not p:
        return not g and not p
    return jaccard(set(g), set(p)) >= 0.5 or g[-1] == p[-1]


def same_speaker(text, gold, predicted):
    """The same name; where the gold annotation has none, the same source words."""
    if gold.get("speaker"):
        return bool(predicted.get("speaker")) and same_name(gold["speaker"], predicted["speaker"])
    return same_source(text, gold, predicted)


def judged(document, predicted, least=0.3):
    """Each predicted attribution that has words, and whether it is right."""
    text = document["text"]
    predicted = [a for a in predicted if tokens(text, a["content"])]
    pairs = {j: i for i, j in match(text, document["attributions"], predicted, least)}
    gold = document["attributions"]
    return [(a, j in pairs and same_speaker(text, gold[pairs[j]], a)) for j, a in enumerate(predicted)]
