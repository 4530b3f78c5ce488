"""The network: a BERT encoder with word-shape and quote-state embeddings, four tagging heads and one link head.

Encoder: Devlin et al. (NAACL 2019), in the 6-layer size of MiniLM (Wang et al., NeurIPS 2020).  The link head labels the
words of a window once per cue, as semantic-role labellers do per predicate (He et al., ACL 2017).

Its teachers (training/distil.py) are the same network with twelve layers, 768 wide, and the relative positions of MPNet (Song et
al., NeurIPS 2020).  They are not part of the program.
"""
from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import Tensor

from pullquote_model.labels import BIO_LABELS, ENT_LABELS, LINK_LABELS, N_BUCKETS


@dataclass
class Config:
    layers: int = 6
    hidden: int = 384
    heads: int = 12
    inner: int = 1536
    vocab: int = 30522
    positions: int = 512
    eps: float = 1e-12
    shapes: int = 8
    quotes: int = 3
    link: int = 256
    dropout: float = 0.1
    relative: int = 0
    """Buckets of a bias by relative position, shared by all layers; 0: none.  The network that ships has none."""

    def as_dict(self) -> dict:
        return {k: v for k, v in asdict(self).items() if k != "relative"}


TEACHER = dict(layers=12, hidden=768, inner=3072, vocab=30527, positions=514, eps=1e-5, relative=32)


class LockedDropout(nn.Module):
    """Dropout whose mask is shared by all positions of a window (Gal and Ghahramani, 2016): far cheaper on a CPU."""

    def __init__(self, p: float):
        super().__init__()
        self.p = p

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or not self.p:
            return x
        keep = torch.rand(x.shape[0], 1, x.shape[2], device=x.device) >= self.p
        return x * (keep / (1 - self.p)).to(x.dtype)


class Layer(nn.Module):
    """Post-LN transformer layer."""

    def __init__(self, c: Config):
        super().__init__()
        self.heads = c.heads
        self.qkv = nn.Linear(c.hidden, 3 * c.hidden)
        self.out = nn.Linear(c.hidden, c.hidden)
        self.norm1 = nn.LayerNorm(c.hidden, eps=c.eps)
        self.up = nn.Linear(c.hidden, c.inner)
        self.down = nn.Linear(c.inner, c.hidden)
        self.norm2 = nn.LayerNorm(c.hidden, eps=c.eps)
        self.drop = LockedDropout(c.dropout)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        b, n, d = x.shape
        if x.is_cuda:
            q, k, v = self.qkv(x).view(b, n, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
            a = F.scaled_dot_product_attention(q, k, v, None if mask is None else mask.to(q.dtype)).transpose(1, 2).reshape(b, n, d)
            x = self.norm1(x + self.drop(self.out(a)))
            return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))
        q, k, v = self.qkv(x).view(b, n, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4).reshape(3, b * self.heads, n, -1)
        s = torch.bmm(q * (d // self.heads) ** -0.5, k.transpose(1, 2))
        if mask is not None:
            s = (s.view(b, self.heads, n, n) + mask.to(s.dtype)).view(b * self.heads, n, n)
        a = torch.bmm(s.softmax(-1).to(v.dtype), v).view(b, self.heads, n, -1)
        a = self.out(a.transpose(1, 2).reshape(b, n, d))
        x = self.norm1(x + self.drop(a))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


class Net(nn.Module):
    def __init__(self, c: Config = Config()):
        super().__init__()
        self.config = c
        self.word = nn.Embedding(c.vocab, c.hidden)
        self.position = nn.Embedding(c.positions, c.hidden)
        self.shape = nn.Embedding(c.shapes, c.hidden)
        self.quote = nn.Embedding(c.quotes, c.hidden)
        self.norm = nn.LayerNorm(c.hidden, eps=c.eps)
        self.layers = nn.ModuleList(Layer(c) for _ in range(c.layers))
        self.relative = nn.Embedding(c.relative, c.heads) if c.relative else None
        self.lock = LockedDropout(c.dropout)
        self.drop = nn.Dropout(c.dropout)
        self.ent = nn.Linear(c.hidden, len(ENT_LABELS))
        self.cue = nn.Linear(c.hidden, len(BIO_LABELS))
        self.src = nn.Linear(c.hidden, len(BIO_LABELS))
        self.con = nn.Linear(c.hidden, len(BIO_LABELS))
        self.link_a = nn.Linear(c.hidden, c.link)
        self.link_f = nn.Linear(c.hidden, c.link)
        self.link_b = nn.Linear(c.hidden, c.link)
        self.link_r = nn.Embedding(N_BUCKETS, c.link)
        self.link_p = nn.Embedding(3, c.link)
        self.link_o = nn.Linear(c.link, len(LINK_LABELS))
        for e in (self.shape, self.quote, self.link_r, self.link_p):
            nn.init.normal_(e.weight, 0, 0.02)

    def load_encoder(self, folder: Path | str) -> None:
        """Take the encoder from a Hugging Face BERT checkpoint (model.safetensors)."""
        from safetensors.torch import load_file
        t = {k.removeprefix("bert."): v for k, v in load_file(str(Path(folder) / "model.safetensors")).items()}
        with torch.no_grad():
            self.word.weight.copy_(t["embeddings.word_embeddings.weight"])
            # There is one token type; its vector is added to the positions once and for all.
            self.position.weight.copy_(t["embeddings.position_embeddings.weight"] + t["embeddings.token_type_embeddings.weight"][0])
            self.norm.weight.copy_(t["embeddings.LayerNorm.weight"])
            self.norm.bias.copy_(t["embeddings.LayerNorm.bias"])
            for i, layer in enumerate(self.layers):
                p = f"encoder.layer.{i}."
                for part in ("weight", "bias"):
                    qkv = [t[f"{p}attention.self.{n}.{part}"] for n in ("query", "key", "value")]
                    getattr(layer.qkv, part).copy_(torch.cat(qkv))
                    for ours, theirs in ((layer.out, "attention.output.dense"), (layer.norm1, "attention.output.LayerNorm"),
                                         (layer.up, "intermediate.dense"), (layer.down, "output.dense"), (layer.norm2, "output.LayerNorm")):
                        getattr(ours, part).copy_(t[f"{p}{theirs}.{part}"])

    def load_teacher(self, folder: Path | str) -> None:
        """Take the encoder from a Hugging Face MPNet checkpoint (model.safetensors)."""
        from safetensors.torch import load_file
        self.take_teacher(load_file(str(Path(folder) / "model.safetensors")))

    def take_teacher(self, t: dict[str, Tensor]) -> None:
        """The same, from its tensors."""
        with torch.no_grad():
            self.word.weight.copy_(t["embeddings.word_embeddings.weight"])
            # Its first two positions are kept for padding.
            self.position.weight[:-2].copy_(t["embeddings.position_embeddings.weight"][2:])
            self.norm.weight.copy_(t["embeddings.LayerNorm.weight"])
            self.norm.bias.copy_(t["embeddings.LayerNorm.bias"])
            self.relative.weight.copy_(t["encoder.relative_attention_bias.weight"])
            for i, layer in enumerate(self.layers):
                p = f"encoder.layer.{i}."
                for part in ("weight", "bias"):
                    getattr(layer.qkv, part).copy_(torch.cat([t[f"{p}attention.attn.{n}.{part}"] for n in "qkv"]))
                    for ours, theirs in ((layer.out, "attention.attn.o"), (layer.norm1, "attention.LayerNorm"),
                                         (layer.up, "intermediate.dense"), (layer.down, "output.dense"), (layer.norm2, "output.LayerNorm")):
                        getattr(ours, part).copy_(t[f"{p}{theirs}.{part}"])

    def bias(self, n: int, device: torch.device) -> Tensor:
        """[1, heads, n, n]: the bias of attention by relative position, in the buckets of T5 (Raffel et al., JMLR 2020)."""
        far = torch.arange(n, device=device)
        far = far[None, :] - far[:, None]
        half, exact = self.config.relative // 2, self.config.relative // 4
        a = far.abs()
        large = exact + (torch.log(a.clamp(min=1).float() / exact) / math.log(128 / exact) * (half - exact)).long()
        at = torch.where(a < exact, a, large.clamp(max=half - 1)) + half * (far > 0)
        return self.relative(at).permute(2, 0, 1)[None]

    def encode(self, ids: Tensor, shapes: Tensor, quotes: Tensor, mask: Tensor | None = None) -> Tensor:
        """[batch, pieces] → [batch, pieces, hidden]; `mask` is True at real pieces, None where all are."""
        return self.climb(self.embed(ids, shapes, quotes), mask)

    def embed(self, ids: Tensor, shapes: Tensor, quotes: Tensor) -> Tensor:
        """The input of the first layer."""
        pos = torch.arange(ids.shape[1], device=ids.device)
        x = self.word(ids) + self.position(pos) + self.shape(shapes) + self.quote(quotes)
        x = self.lock(self.norm(x))
        return x.to(torch.get_autocast_dtype(x.device.type)) if torch.is_autocast_enabled(x.device.type) else x

    def climb(self, x: Tensor, mask: Tensor | None, layers: slice = slice(None)) -> Tensor:
        """The output of these layers; of all by default."""
        m = None if mask is None else (~mask)[:, None, None, :] * torch.tensor(-1e4, device=x.device)
        if self.relative is not None:
            m = self.bias(x.shape[1], x.device) + (0 if m is None else m)
        for layer in self.layers[layers]:
            x = layer(x, m)
        return x

    def tags(self, h: Tensor) -> dict[str, Tensor]:
        """Logits of the tagging heads at the given (first-piece) vectors."""
        return {"ent": self.ent(h), "cue": self.cue(h), "src": self.src(h), "con": self.con(h)}

    def link(self, h: Tensor, cue: Tensor, word_at: Tensor, cue_at: Tensor, bucket_at: Tensor, para_at: Tensor) -> Tensor:
        """Link logits of (word, cue) pairs.

        h [words, hidden]; cue [cues, hidden], the mean of the cue's first and last word; word_at, cue_at, bucket_at and
        para_at [pairs] index them, the distance table and the paragraph table (0 the cue's paragraph, 1 before, 2 after).
        """
        a = self.link_a(h)
        f = 1 + self.link_f(cue)
        b = self.link_b(cue)
        z = a[word_at] * f[cue_at] + b[cue_at] + self.link_r(bucket_at) + self.link_p(para_at)
        return self.link_o(F.gelu(z))
