"""How well the program does on transcripts, news and fiction.

The transcripts are those of `data/transcripts`, written for this.  News (polnear-dev) and fiction (riqua-valid) need the corpora.
Prints a row for each genre: attributions found (content overlap of 0.3 or more; at 0.8), and those of them under the right speaker.
RiQuA's rows say where a quotation, a cue and a source stand, not which belong together, and cut stories into stretches: there every
content span counts by itself, and no speakers are judged; exact figures of its spans are added.

In a transcript, {Name|words} are said by Name, {+|words} continue the last of them, {?|words} by a speaker without a name
in the text.  Marks may be nested.
"""
from __future__ import annotations

from pathlib import Path

from pullquote_model import jsonl
from pullquote_model.evaluation import scoring
from pullquote_model.evaluation.program import annotate
from pullquote_model.paths import DATA


def marked(name, words):
    """A document from marked text."""
    text, attributions, open_marks = "", [], []
    i = 0
    while i < len(words):
        if words[i] == "{" and "|" in words[i:]:
            end = words.index("|", i)
            speaker = words[i + 1 : end]
            if speaker == "+":
                open_marks.append((attributions[-1] if not open_marks else open_marks[-1][0], len(text)))
            else:
                new = {"content": [], "source": [], "speaker": None if speaker == "?" else [speaker]}
                if not open_marks:
                    attributions.append(new)
                else:
                    attributions.insert(-1, new)
                open_marks.append((new, len(text)))
            i = end + 1
        elif words[i] == "}" and open_marks:
            attribution, start = open_marks.pop()
            attribution["content"].append([start, len(text)])
            i += 1
        else:
            text += words[i]
            i += 1
    return {"id": name, "text": text, "attributions": attributions}


def rows(path):
    """RiQuA as documents: a row each, a gold attribution for each content span."""
    for n, row in enumerate(jsonl.read(path)):
        at, spans, current = 0, {"content": [], "cue": [], "source": []}, None
        for token, label in zip(row["tokens"], row["labels"]):
            role = label[2:] if label != "O" else None
            if role in spans:
                if label.startswith("B-") or current != role:
                    spans[role].append([at, at + len(token)])
                else:
                    spans[role][-1][1] = at + len(token)
            current = role
            at += len(token) + 1
        attributions = [{"content": [s], "source": [], "speaker": None} for s in spans["content"]]
        yield {"id": f"row-{n}", "text": " ".join(row["tokens"]), "attributions": attributions, "cues": spans["cue"]}


def f1(right, found, wanted):
    return 2 * right / (found + wanted) if found + wanted else 0.0


def measure(documents, predicted):
    """Figures over all attributions and over those in quotation marks."""
    n = {}
    add = lambda key, value=1: n.__setitem__(key, n.get(key, 0) + value)
    for document in documents:
        text, gold = document["text"], document["attributions"]
        found = [a for a in predicted[document["id"]] if scoring.tokens(text, a["content"])]
        add("gold", len(gold))
        add("found", len(found))
        for least in (0.3, 0.8):
            for i, j in scoring.match(text, gold, found, least):
                add(f"match{least}")
                if least == 0.3 and gold[i].get("speaker"):
                    add("spoken", scoring.same_speaker(text, gold[i], found[j]))
        add("speakers", sum(bool(a.get("speaker")) for a in gold))
    get = lambda key: n.get(key, 0)
    return {
        "documents": len(documents),
        "gold": get("gold"),
        "0.3": f1(get("match0.3"), get("found"), get("gold")),
        "0.8": f1(get("match0.8"), get("found"), get("gold")),
        "recall": get("match0.3") / max(1, get("gold")),
        "speaker": get("spoken") / get("speakers") if get("speakers") else None,
    }


def exact(documents, predicted):
    """Exact F1 of cue and content spans, by their first and last letters."""
    edges = lambda text, spans: {
        (min(w)[0], max(w)[0]) for w in (scoring.tokens(text, [s]) for s in spans) if w
    }
    out = {}
    for role in ("cue", "content"):
        right = wanted = found = 0
        for d in documents:
            gold = d["cues"] if role == "cue" else [s for a in d["attributions"] for s in a["content"]]
            g, p = edges(d["text"], gold), edges(d["text"], [s for a in predicted[d["id"]] for s in a[role]])
            right, wanted, found = right + len(g & p), wanted + len(g), found + len(p)
        out[role] = f1(right, found, wanted)
    return out


def run(program: Path, corpus: Path) -> None:
    """Print the table."""
    transcripts = [marked(p.stem, p.read_text(encoding="utf-8")) for p in sorted((DATA / "transcripts").glob("*.txt"))]
    genres = [("transcripts", transcripts)]
    for name, file in (("news", "polnear-dev.jsonl"), ("fiction", "riqua-valid.jsonl")):
        path = corpus / file
        if path.exists():
            genres.append((name, list(rows(path)) if name == "fiction" else jsonl.read(path)))
        else:
            print(f"{name}: no {path}")
    print("| genre | texts | attributions | F1, overlap 0.3 | F1, overlap 0.8 | found | found under the right speaker |")
    print("|---|---|---|---|---|---|---|")
    notes = []
    for name, documents in genres:
        predicted = {key: d["attributions"] for key, d in annotate(program, documents).items()}
        if name == "fiction":
            apart = lambda attributions: [{**a, "content": [s]} for a in attributions for s in a["content"]]
            m = measure(documents, {key: apart(attributions) for key, attributions in predicted.items()})
        else:
            m = measure(documents, predicted)
        speaker = "–" if m["speaker"] is None else f"{m['speaker']:.3f}"
        print(f"| {name} | {m['documents']} | {m['gold']} | {m['0.3']:.3f} | {m['0.8']:.3f} | {m['recall']:.3f} | {speaker} |")
        if name == "fiction":
            e = exact(documents, predicted)
            notes.append(f"fiction, exact spans: cue {e['cue']:.3f}, content {e['content']:.3f}")
    print("\n".join(notes))

