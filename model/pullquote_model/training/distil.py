"""Training with teachers: a quarter of an hour on one large GPU.

Large networks (network.net.TEACHER, from MPNet) are trained on the corpora, each without one fold of the documents.  Their
probabilities for the fold that they have not seen (Breiman's out-of-fold predictions), and for the corpora without labels of a
kind, are targets for the small network beside the labels.  Careful people agree about attributions at F1 0.82, so that one
annotator's labels are a noisy target (Hinton, Vinyals and Dean, 2015; Northcutt, Jiang and Chuang, JAIR 2021).

The steps are `prepare` (labelled windows of some epochs), `teach` (one teacher), `label` (the teachers read the windows) and
`student` (the small network).  The first three leave their results in a folder `teachers-…` and are skipped if those are there.
"""
from __future__ import annotations

import hashlib
import json
import multiprocessing
import random
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

import numpy as np
import torch
from torch import Tensor

from pullquote_model.data.corpora import Corpora
from pullquote_model.data.windows import batches, pack
from pullquote_model.network.checkpoints import save
from pullquote_model.network.net import Config, Net
from pullquote_model.network.teacher import new_teacher
from pullquote_model.paths import VOCAB, finished
from pullquote_model.settings import Distil
from pullquote_model.training.batches import Batch, tensors, to
from pullquote_model.training.losses import LATE_WEIGHTS, TAGS, link_logits, losses, words
from pullquote_model.training.optimiser import optimiser, take_step, warm_then_linear
from pullquote_model.training.quick import development_batches, quick_eval

GUESS = 0.15
"""Teachers propose a word as the beginning of a cue from this probability on."""
MOST_GUESSES = 4
"""Proposed cues for each window."""


@dataclass(frozen=True)
class Job:
    """What each step needs to know; it travels to other processes."""
    settings: Distil
    corpus: Path
    encoder: Path
    teacher: Path
    folder: Path

    @property
    def device(self) -> str:
        if self.settings.device != "auto":
            return self.settings.device
        return "cuda" if torch.cuda.is_available() else "cpu"

    def epoch(self, k: int) -> Path:
        return self.folder / f"epoch-{k}.pt"

    def soft(self, k: int) -> Path:
        return self.folder / f"epoch-{k}.soft.pt"

    def teacher_file(self, fold: int, seed: int) -> Path:
        return self.folder / f"teacher-{fold}-{seed}.pt"


# ---------------------------------------------------------------- the steps


def prepare(job: Job, epoch: int) -> None:
    """One epoch's batches, every batch of one fold: {"fold": [..], "batches": [..]}."""
    s = job.settings
    rng = random.Random(s.seed * 1000 + epoch)
    docs = Corpora(job.corpus, VOCAB).epoch(rng, s.silver_weight, True, True)
    made = []
    for fold in range(s.folds):
        items = pack([d for d in docs if d.fold % s.folds == fold], rng)
        made += [(fold, tensors(x)) for x in batches(items, s.batch, rng)]
    rng.shuffle(made)
    with finished(job.epoch(epoch)) as partial:
        torch.save({"fold": [f for f, _ in made], "batches": [b for _, b in made]}, partial)
    print("prepared", job.epoch(epoch).name, flush=True)


def teach(job: Job, fold: int, seed: int) -> None:
    """One teacher, which does not see the fold."""
    s = job.settings
    torch.manual_seed(seed)
    net = new_teacher(VOCAB, job.teacher, s.teacher_network)
    net.load_teacher(job.teacher)
    net.to(job.device)
    out = job.teacher_file(fold, seed)
    fit(job, net, seed, s.teacher_passes, s.teacher_lr, s.teacher_head_lr, lambda f: f != fold, False, out.with_suffix(".log"))
    print(out.stem, quick_eval(net, dev(job), job.device), flush=True)
    with finished(out) as partial:
        torch.save({k: v.half() for k, v in net.state_dict().items()}, partial)


@torch.no_grad()
def label(job: Job, epoch: int) -> None:
    """The teachers' probabilities for an epoch, each window read by the teachers that have not seen it."""
    s = job.settings
    teachers = {f: [read_teacher(job, job.teacher_file(f, k)) for k in range(s.teachers)] for f in range(s.folds)}
    tally: dict[str, list[int]] = {}
    f = torch.load(job.epoch(epoch), weights_only=True)
    read = [read_batch(teachers[fold], to(b, job.device), tally) for fold, b in zip(f["fold"], f["batches"])]
    with finished(job.soft(epoch)) as partial:
        torch.save(read, partial)
    print("labelled", epoch, {k: round(2 * tp / max(1, p + g), 4) for k, (tp, p, g) in tally.items()}, flush=True)


def student(job: Job, out: Path) -> None:
    """The small network."""
    s = job.settings
    torch.manual_seed(1)    # the same start whatever the seed: networks that began alike can be averaged
    net = Net(Config(**s.network))
    net.load_encoder(job.encoder)
    net.to(job.device)
    torch.manual_seed(s.seed)
    fit(job, net, s.seed, s.passes, s.lr, s.head_lr, lambda f: True, True, out.with_suffix(".log"))
    print(out.stem, quick_eval(net, dev(job), job.device), flush=True)
    save(net, out, settings=s)


def run(s: Distil, files: dict[str, Path], out: Path) -> None:
    """All steps.  Inputs: corpus, encoder (of the small network), teacher (encoder of the teachers)."""
    job = Job(s, files["corpus"], files["encoder"], files["teacher"], out.parent / f"teachers-{key(s)}")
    job.folder.mkdir(parents=True, exist_ok=True)
    each(prepare, [(job, e) for e in range(s.epochs) if not job.epoch(e).exists()], s.workers, 1)
    each(teach, [(job, f, k) for k in range(s.teachers) for f in range(s.folds) if not job.teacher_file(f, k).exists()], s.parallel, s.threads)
    each(label, [(job, e) for e in range(s.epochs) if not job.soft(e).exists()], min(2, s.parallel), s.threads)
    torch.set_num_threads(s.threads)
    student(job, out)


def key(s: Distil) -> str:
    """Names the settings that the teachers depend on, so that other settings of the small network can use the same teachers."""
    shared = ("epochs", "teacher_passes", "batch", "folds", "teachers", "teacher_lr", "teacher_head_lr", "silver_weight", "seed", "teacher_network")
    return hashlib.sha256(json.dumps([getattr(s, name) for name in shared]).encode()).hexdigest()[:8]


def each(step: Callable[..., None], jobs: list[tuple], processes: int, threads: int) -> None:
    """Run a step for each job, in so many processes; in this one if that is 1."""
    if processes == 1:
        torch.set_num_threads(threads)
        for args in jobs:
            step(*args)
    elif jobs:
        with ProcessPoolExecutor(min(processes, len(jobs)), multiprocessing.get_context("spawn"), torch.set_num_threads, (threads,)) as pool:
            for future in [pool.submit(step, *args) for args in jobs]:
                future.result()


# ---------------------------------------------------------------- training and reading


def dev(job: Job) -> list[Batch]:
    return development_batches(Corpora(job.corpus, VOCAB), job.corpus, 84, 32)


def read_teacher(job: Job, path: Path) -> Net:
    net = new_teacher(VOCAB, job.teacher, job.settings.teacher_network)
    net.load_state_dict(torch.load(path, weights_only=True), strict=False)
    return net.to(job.device).eval()


def fit(job: Job, net: Net, seed: int, passes: float, lr: float, head_lr: float, keep: Callable[[int], bool], taught: bool, log: Path) -> None:
    """Train on the prepared epochs, in turn and again.  `keep` says which folds; `taught`: with the teachers' probabilities."""
    s = job.settings
    opt = optimiser(net, lr, head_lr)
    net.train()
    rng, step, steps, mean, epoch = random.Random(seed), 0, 0, {}, 0
    begun = time.time()
    with open(log, "w", encoding="utf-8") as written:
        while True:
            e = (epoch + seed) % s.epochs
            f = torch.load(job.epoch(e), weights_only=True, mmap=True)
            soft = torch.load(job.soft(e), weights_only=True, mmap=True) if taught else None
            order = [i for i, fold in enumerate(f["fold"]) if keep(fold)]
            rng.shuffle(order)
            if not order:
                raise ValueError(f"{job.epoch(e)} holds no batch to train on: too few documents for {s.folds} folds")
            steps = steps or int(passes * len(order))
            for i in order:
                if step >= steps:
                    net.eval()
                    return
                share, link_share = (s.share, s.link_share) if taught else (0.0, 0.0)
                ls = losses(net, to(f["batches"][i], job.device), to(soft[i], job.device) if soft else None, share, link_share, rng)
                take_step(opt, sum(LATE_WEIGHTS[k] * v for k, v in ls.items()), warm_then_linear(step, steps))
                step += 1
                if step % 50 == 0:
                    now = {k: v.item() for k, v in ls.items()}
                    mean = {k: 0.8 * mean.get(k, v) + 0.2 * v for k, v in now.items()} | {k: v for k, v in mean.items() if k not in now}
                    written.write(json.dumps({"step": step, "of": steps, "s": round(time.time() - begun)}
                                             | {k: round(v, 4) for k, v in mean.items()}) + "\n")
                    written.flush()
            epoch += 1


def read_batch(teachers: list[Net], b: Batch, tally: dict[str, list[int]]) -> Batch:
    """The mean probabilities of the teachers, and further candidates for cues beside those that are labelled.

    `tally` counts how well the teachers find labelled words.
    """
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
