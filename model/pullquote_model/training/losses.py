"""Losses of the heads: against labels, against the probabilities of teachers, and against another network."""
from __future__ import annotations

import random

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from pullquote_model.labels import BUCKET_EDGES, N_BUCKETS
from pullquote_model.network.net import Net
from pullquote_model.training.batches import NONE, Batch, per_word

TAGS = ("ent", "cue", "src", "con")
WEIGHTS = {"ent": 1.0, "cue": 1.0, "src": 0.3, "con": 0.5, "link": 2.0}
"""Weight of each loss in the first epochs of a training from scratch."""
LATE_WEIGHTS = WEIGHTS | {"ent": 2.0, "cue": 1.5}
"""Weight of each loss in every other training."""
WRONG_CUES = 3
"""Cues wrongly found in each window that the link head learns to give nothing."""


def words(net: Net, b: Batch, bf16: bool = True) -> Tensor:
    """The vectors of a batch's words."""
    ids = b["ids"].long()
    pieces = getattr(net, "pieces", None)
    if pieces is not None:
        ids = pieces[ids]
    with torch.autocast(ids.device.type, dtype=torch.bfloat16, enabled=bf16):
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
    """Cues that the network finds in labelled windows and that touch no labelled cue: they should get no source and no content."""
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


def own_cues(t: dict[str, Tensor], b: Batch, most: int, rng: random.Random) -> tuple[list[int], list[int], list[int]]:
    """Cues that a network finds in windows whose attributions are not labelled."""
    y = t["cue"].argmax(-1).cpu().numpy()
    window = np.repeat(np.arange(len(b["n_words"])), b["n_words"].cpu().numpy())
    judged = b["judged"].cpu().numpy()
    found: dict[int, list[tuple[int, int]]] = {}
    for i in np.flatnonzero((y == 1) & ~judged[window]):
        j = i
        while j + 1 < len(y) and y[j + 1] == 2 and window[j + 1] == window[i]:
            j += 1
        found.setdefault(int(window[i]), []).append((int(i), int(j)))
    kept = [(i, j, k) for k, runs in found.items() for i, j in rng.sample(runs, min(most, len(runs)))]
    return [x[0] for x in kept], [x[1] for x in kept], [x[2] for x in kept]


def entity_loss(logits: Tensor, target: Tensor, weight: Tensor, knows_other: Tensor) -> Tensor:
    """Cross entropy; where a corpus does not mark "other", O stands for O or "other"."""
    lp = F.log_softmax(logits.float(), -1)
    keep = target >= 0
    picked = lp.gather(1, target.clamp(min=0)[:, None])[:, 0]
    either = torch.logsumexp(lp[:, [0, 7, 8]], -1)
    picked = torch.where((target == 0) & ~knows_other, either, picked)
    return -(picked * weight)[keep].sum() / keep.sum().clamp(min=1)


def hard(logits: Tensor, target: Tensor) -> Tensor | None:
    """Cross entropy with labels; None where there are none."""
    target = target.long()
    return F.cross_entropy(logits, target, ignore_index=NONE) if bool((target >= 0).any()) else None


def soft(logits: Tensor, target: Tensor) -> Tensor:
    """Cross entropy with probabilities."""
    return -(target.float() * F.log_softmax(logits, -1)).sum(-1).mean()


def same(logits: Tensor, first: Tensor, keep: Tensor) -> Tensor:
    """Cross entropy with the first network's probabilities, over the words of `keep`; 0 where there are none."""
    return soft(logits[keep], first[keep].softmax(-1)) if bool(keep.any()) else torch.zeros(())


def losses(net: Net, b: Batch, s: Batch | None, share: float, link_share: float, rng: random.Random, bf16: bool = True) -> dict[str, Tensor]:
    """The loss of each head.  `s` holds the teachers' probabilities; `share` is their weight where there are labels, too, `link_share`
    the same for links.  Losses for which there is no target are left out."""
    h = words(net, b, bf16)
    t = net.tags(h)
    marked: dict[str, Tensor | None] = {"ent": entity_loss(t["ent"], b["ent"].long(), per_word(b, b["ent_weight"]), per_word(b, b["knows_other"]))
                                        if bool((b["ent"] >= 0).any()) else None}
    marked |= {k: hard(t[k], b[k]) for k in TAGS[1:]}
    made = [torch.tensor(x, dtype=torch.int32, device=h.device) for x in no_cues(t, b, WRONG_CUES, rng)]
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
