"""Small invented inputs for tests: corpora, archives, marked texts and pretrained encoders of a few numbers."""
from __future__ import annotations

import io
import json
import random
import tarfile
from pathlib import Path

from pullquote_model import jsonl
from pullquote_model.paths import VOCAB

PEOPLE = ("Ana Okafor", "Tomas Brandt", "Ines Calloway", "Rhea Oduya", "Pell Averley", "Mira Sandoval")
PLACES = ("Orrin", "Varsk", "Port Ellery", "Averley")
BODIES = ("Dunmore University", "Halden Freight", "Ellery Heritage Trust")
WORDS = "the wall harbour council would be built sold closed in May before winter and nobody had asked them about it again".split()
MAIL, REVIEWS = "mail.tgz", "reviews.tar.gz"

NETWORK = {"layers": 3, "hidden": 16, "heads": 2, "inner": 24, "link": 8}
TEACHER = {"layers": 2, "hidden": 24, "heads": 2, "inner": 32, "link": 8}


def clause(rng: random.Random) -> str:
    return " ".join(rng.choice(WORDS) for _ in range(rng.randrange(4, 12)))


def attributed(rng: random.Random, n: int) -> dict:
    """A document of n attributions, one in each paragraph."""
    text, attributions = "", []
    for _ in range(n):
        who = rng.choice(PEOPLE)
        at = len(text)
        text += f"{who} said that {clause(rng)} in {rng.choice(PLACES)}.\n\u201c{clause(rng).capitalize()},\u201d the papers wrote.\n"
        said = at + len(who) + 1
        attributions.append({"source": [[at, at + len(who)]], "cue": [[said, said + 4]], "content": [[said + 5, text.index("\n", at) - 1]]})
    return {"text": text, "attributions": attributions}


def named(rng: random.Random, n: int, given: bool) -> dict:
    """A document of n sentences with names; `given`: with the field "named", as GUM has it."""
    text, entities = "", []
    for _ in range(n):
        for kind, names, between in (("person", PEOPLE, " of "), ("organisation", BODIES, " went to "), ("place", PLACES, f", and {clause(rng)} .\n")):
            name = rng.choice(names)
            entities.append({"type": kind, "span": [len(text), len(text) + len(name)]} | ({"named": True} if given else {}))
            text += name + between
    return {"text": text, "entities": entities}


def fiction(rng: random.Random) -> dict:
    who, what = rng.choice(PEOPLE).split()[0], clause(rng).split()
    return {"tokens": ["``", *what, ",", "''", "said", who, "."],
            "labels": ["B-content", *["I-content"] * (len(what) + 2), "B-cue", "B-source", "O"]}


def corpus(folder: Path) -> None:
    """All corpora that training reads, and polnear-dev."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(1)
    articles = [attributed(rng, 4) | {"id": f"article-{k}"} for k in range(8)]
    jsonl.write(folder / "polnear-train.jsonl", articles)
    jsonl.write(folder / "polnear-dev.jsonl", [attributed(rng, 3) | {"id": f"dev-{k}"} for k in range(3)])
    silver = [{"id": d["id"], "entities": [{"type": "person", "span": a["source"][0]} for a in d["attributions"]]} for d in articles]
    jsonl.write(folder / "polnear-train-entities-silver.jsonl", silver)
    jsonl.write(folder / "riqua-train.jsonl", [fiction(rng) for _ in range(12)])
    for name, given in (("gum", True), ("wikigold", False), ("wnut17-train", False), ("re3d", True)):
        jsonl.write(folder / f"{name}.jsonl", [named(rng, 3, given) | {"id": f"{name}-{k}"} for k in range(5)])
    for name, given in (("worldwide-train", False), ("broad-twitter-train", False), ("crossner-train", False), ("litbank-entities-train", True)):
        jsonl.write(folder / f"{name}.jsonl", [named(rng, 2, given) | {"id": f"{name}-{k}"} for k in range(9)])


def web(folder: Path) -> None:
    """Marked texts."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(2)
    documents = [f"=== {k}\nHi [P|{rng.choice(PEOPLE)}],\n\n{clause(rng)} in [L|{rng.choice(PLACES)}] for [O|{rng.choice(BODIES)}] or [?|Dusty's].\n"
                 for k in range(18)]
    (folder / "a1.txt").write_text("".join(documents), encoding="utf-8")


def packed(path: Path, files: dict[str, bytes]) -> bytes:
    """Write a tar.gz archive; its bytes."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w:gz") as t:
        for name, held in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(held)
            t.addfile(member, io.BytesIO(held))
    path.write_bytes(raw.getvalue())
    return raw.getvalue()


def archives(folder: Path) -> None:
    """Archives of mail and of reviews, in the form of the packages that carry them."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(3)
    mails = {}
    for k in range(4):
        body = "\n\n".join(f"I have asked {rng.choice(PEOPLE)} about {clause(rng)}; {clause(rng)} in {rng.choice(PLACES)} today." for _ in range(4))
        raw = f"From: {rng.choice(PEOPLE)} <x@example.org>\nSubject: The wall\n\n{body}\n"
        mails[f"package/data/easy-ham-1/{k}.json"] = json.dumps({"text": raw}).encode()
    packed(folder / MAIL, mails)
    rows = lambda n: "".join(f"{k // 3}_{k % 3}\t0.5\t{clause(rng).capitalize()} at {rng.choice(BODIES)}.\n" for k in range(n)).encode()
    inner = folder / "inner.tar.gz"
    held = packed(inner, {f"hutto/{name}_GroundTruth.txt": rows(12) for name in
                          ("nytEditorialSnippets", "amazonReviewSnippets", "movieReviewSnippets", "tweets")})
    inner.unlink()
    packed(folder / REVIEWS, {"vader/hutto_ICWSM_2014.tar.gz": held})


def encoder(folder: Path, size: dict[str, int] = NETWORK) -> None:
    """A BERT checkpoint of random numbers, in the form of all-MiniLM-L6-v2."""
    import torch
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    made = torch.Generator().manual_seed(1)
    d, inner = size["hidden"], size["inner"]
    r = lambda *n: torch.randn(*n, generator=made) * 0.05
    t = {"embeddings.word_embeddings.weight": r(30522, d), "embeddings.position_embeddings.weight": r(512, d),
         "embeddings.token_type_embeddings.weight": r(2, d), "embeddings.LayerNorm.weight": torch.ones(d), "embeddings.LayerNorm.bias": r(d)}
    for i in range(size["layers"]):
        p = f"encoder.layer.{i}."
        for name, (o, n) in {"attention.self.query": (d, d), "attention.self.key": (d, d), "attention.self.value": (d, d), "attention.output.dense": (d, d),
                             "intermediate.dense": (inner, d), "output.dense": (d, inner)}.items():
            t |= {f"{p}{name}.weight": r(o, n), f"{p}{name}.bias": r(o)}
        for name in ("attention.output.LayerNorm", "output.LayerNorm"):
            t |= {f"{p}{name}.weight": torch.ones(d), f"{p}{name}.bias": r(d)}
    save_file(t, str(folder / "model.safetensors"))
    (folder / "vocab.txt").write_text(VOCAB.read_text(encoding="utf-8"), encoding="utf-8")


def teacher(folder: Path, size: dict[str, int] = TEACHER) -> None:
    """An MPNet checkpoint of random numbers, in the form of all-mpnet-base-v2."""
    import torch
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    made = torch.Generator().manual_seed(2)
    d, inner = size["hidden"], size["inner"]
    r = lambda *n: torch.randn(*n, generator=made) * 0.05
    t = {"embeddings.word_embeddings.weight": r(30527, d), "embeddings.position_embeddings.weight": r(514, d),
         "embeddings.LayerNorm.weight": torch.ones(d), "embeddings.LayerNorm.bias": r(d), "encoder.relative_attention_bias.weight": r(32, size["heads"])}
    for i in range(size["layers"]):
        p = f"encoder.layer.{i}."
        for name, (o, n) in {"attention.attn.q": (d, d), "attention.attn.k": (d, d), "attention.attn.v": (d, d), "attention.attn.o": (d, d),
                             "intermediate.dense": (inner, d), "output.dense": (d, inner)}.items():
            t |= {f"{p}{name}.weight": r(o, n), f"{p}{name}.bias": r(o)}
        for name in ("attention.LayerNorm", "output.LayerNorm"):
            t |= {f"{p}{name}.weight": torch.ones(d), f"{p}{name}.bias": r(d)}
    save_file(t, str(folder / "model.safetensors"))
    ours = VOCAB.read_text(encoding="utf-8").split("\n")[:30522]
    names = {"[CLS]": "<s>", "[SEP]": "</s>", "[PAD]": "<pad>"}
    (folder / "vocab.txt").write_text("\n".join(names.get(w, w) for w in ours) + "\n", encoding="utf-8")
