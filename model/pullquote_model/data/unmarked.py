"""Texts without labels, from archives of mail and of reviews, for the name teacher to read.

None of their text is kept in the repository.  configs/shipped.toml says which archives, and how to get them.
"""
from __future__ import annotations

import email
import email.policy
import io
import json
import random
import re
import tarfile
from collections import defaultdict
from pathlib import Path
from typing import Iterator

from pullquote_model import jsonl
from pullquote_model.paths import finished
from pullquote_model.settings import Texts


def clean(text: str) -> str:
    for entity, char in (("&amp;", "&"), ("&quot;", '"'), ("&lt;", "<"), ("&gt;", ">"), ("''", '"')):
        text = text.replace(entity, char)
    return re.sub(r"[ \t]+", " ", text)


def joined(sentences: list[str], least: int, most: int, between: str, rng: random.Random) -> list[str]:
    """Runs of `least` to `most` sentences."""
    out, at = [], 0
    while at < len(sentences):
        n = rng.randint(least, most)
        out.append(between.join(sentences[at:at + n]))
        at += n
    return out


def reviews(archive: Path, rng: random.Random) -> Iterator[tuple[str, str]]:
    """Texts of the sentences that Hutto and Gilbert (ICWSM 2014) had rated, and the kind of each."""
    with tarfile.open(archive) as outer:
        inner = next(m for m in outer.getmembers() if m.name.endswith("hutto_ICWSM_2014.tar.gz"))
        with tarfile.open(fileobj=io.BytesIO(outer.extractfile(inner).read())) as t:
            def rows(name: str) -> list[tuple[str, str]]:
                member = next(m for m in t.getmembers() if m.name.endswith(f"/{name}_GroundTruth.txt"))
                lines = t.extractfile(member).read().decode(errors="replace").split("\n")
                parts = [line.rstrip("\r").split("\t") for line in lines]
                return [(p[0], clean(p[2].strip())) for p in parts if len(p) == 3 and p[2].strip()]

            for name, kind in (("nytEditorialSnippets", "editorial"), ("amazonReviewSnippets", "goods")):
                whole = defaultdict(list)
                for at, sentence in rows(name):
                    whole[at.split("_")[0]].append(sentence)
                for sentences in whole.values():
                    yield kind, "\n".join(joined(sentences, 1, 4, " ", rng))
            for name, kind, least, most in (("movieReviewSnippets", "films", 4, 9), ("tweets", "tweets", 5, 12)):
                sentences = [s for _, s in rows(name)]
                rng.shuffle(sentences)
                yield from ((kind, text) for text in joined(sentences, least, most, "\n", rng))


def mails(archive: Path, rng: random.Random) -> list[str]:
    """The prose of the messages in a package of mail: no paragraph twice, no code, no signature."""
    out, seen = [], set()
    with tarfile.open(archive) as t:
        found = sorted((m.name, m) for m in t.getmembers() if re.search(r"/(?:easy-ham-1|easy-ham-2|hard-ham-1)/.*\.json$", m.name))
        for _, member in found:
            raw = json.loads(t.extractfile(member).read())["text"]
            try:
                message = email.message_from_string(raw, policy=email.policy.default)
                part = message.get_body(("plain",))
                body = part.get_content() if part else ""
                sender = str(message["from"]).split("<")[0].strip(' "')
                head = f"From: {sender}\nSubject: {message['subject']}\n"
            except (LookupError, ValueError, AttributeError, TypeError):
                continue        # an encoding or a head that Python's parser does not know
            body = re.split(r"(?m)^(?:_{10,}|-{20,}|=-{5,}|-- ?$)", body.replace("\r", ""))[0]
            body = re.sub(r"(?m)^[ \t]*(?:[>|][ \t]?)+", "", body)
            kept = []
            for p in (p.strip() for p in re.split(r"\n\s*\n", body)):
                key = re.sub(r"\W+", "", p.lower())[:200]
                prose = sum(c.isalpha() or c == " " for c in p) >= 0.85 * len(p) or len(p) <= 80
                if len(key) < 15 or key in seen or not prose or re.search(r"[{};]\n|^\s*[$#]|\\n|</?\w+>", p):
                    continue
                seen.add(key)
                kept.append(clean(p.replace("\n", " ") if rng.random() < 0.8 else p))
            text = "\n".join(kept)
            if 200 < len(text) < 12_000:
                out.append(head + text if rng.random() < 0.3 else text)
    rng.shuffle(out)
    return out


def run(s: Texts, files: dict[str, Path], out: Path) -> None:
    """Write the texts, in random order.  Inputs: mail, reviews, corpus."""
    rng = random.Random(s.seed)
    found = list(reviews(files["reviews"], rng)) + [("mail", text) for text in mails(files["mail"], rng)]
    articles = jsonl.read(files["corpus"] / "polnear-train.jsonl")
    found += [("news", d["text"]) for d in rng.sample(articles, min(s.articles, len(articles)))]
    rng.shuffle(found)
    words: dict[str, int] = defaultdict(int)
    with finished(out) as partial, open(partial, "w", encoding="utf-8") as f:
        for kind, text in found:
            words[kind] += len(text.split())
            f.write(json.dumps({"kind": kind, "text": text}) + "\n")
    print("words", dict(words), flush=True)
