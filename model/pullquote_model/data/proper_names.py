"""Which spans are proper names, for corpora that mark common nouns and pronouns too."""
from __future__ import annotations

import re

from pullquote_model.data.documents import Span


PEOPLES = re.compile(r"^\w+(?:ans|ards|ots|crats|ists|ites|ese|ims|ews|urds|urks|abs|uas)$|^(?:Spanish|French|British|English|Irish|Dutch)$")
DETERMINER = re.compile(r"^(?:the|a|an|this|that|his|her|their|its|our|my|your)\s+", re.I)
NAME_INNER = frozenset("of the and for de la le du des di da von van der den el al bin ibn &".split())
NOT_NAMES = frozenset("i we you he she it they me us him her them my our your his its their this that these those who which here there "
                      "everyone someone anyone nobody people members president nation household church".split())


def name_like(t: str) -> bool:
    """Whether a span of words looks like a proper name: all capitals but for a few small words."""
    ws = t.split()
    return bool(ws) and ws[0][0].isupper() and ws[-1][0].isupper() and len(ws) <= 7 \
        and all(x[0].isupper() or x.lower() in NAME_INNER for x in ws) and not (len(ws) == 1 and re.split(r"['\u2019]", ws[0])[0].lower() in NOT_NAMES)


def proper_names(text: str, ents: list[dict], spans: list[Span]) -> tuple[list[tuple[str, Span]], list[Span]]:
    """Corpora that mark common nouns and pronouns too: (names, spans whose other capitals stay unjudged)."""
    named, vague = [], []
    for e, (s, t) in zip(ents, spans):
        m = DETERMINER.match(text[s:t])
        a = s + (m.end() if m else 0)
        if name_like(text[a:t]) and (e["named"] or a == s or len(text[a:t].split()) > 1):
            named.append((e["type"], (a, t)))
        else:
            vague.append((s, t))
    return named, vague
