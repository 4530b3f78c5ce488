"""The settings of every kind of run.  A run configuration (configs/*.toml) sets them; SPEC.md has the network itself."""
from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Scratch:
    """Training on labels alone, without teachers, on a CPU."""
    stable_steps: int = 1915
    """Steps at the full learning rate, warm-up included."""
    decay_steps: int = 1200
    """Steps in which the learning rate falls linearly to zero."""
    warmup_steps: int = 100
    batch: int = 16
    lr: float = 1.6e-4
    head_lr: float = 5e-4
    """Learning rate of the parts that the pretrained encoder lacks."""
    silver_weight: float = 0.4
    """Weight of the machine-made name labels of PolNeAR."""
    late_epoch: int = 2
    """From this epoch on: more and stricter names, LATE_WEIGHTS."""
    names_epoch: int = 3
    """From this epoch on: all of GUM, at full weight."""
    bf16: bool = True
    seed: int = 1
    threads: int = 2
    checkpoint_minutes: float = 10
    network: dict[str, int] = field(default_factory=dict)
    """Sizes that differ from network.net.Config, for tests."""


@dataclass(frozen=True)
class Distil:
    """Teachers on folds of the documents, then the small network on labels and on the teachers' predictions."""
    epochs: int = 8
    """Epochs that are prepared; training cycles through them."""
    passes: float = 13
    """Epochs that the small network is trained for."""
    teacher_passes: float = 5
    """Epochs that each teacher is trained for."""
    batch: int = 32
    folds: int = 4
    teachers: int = 2
    """Teachers for each fold."""
    share: float = 0.3
    """Weight of the teachers' probabilities beside labels; the labels have the rest."""
    link_share: float = 0.3
    """The same for links."""
    lr: float = 3e-4
    head_lr: float = 7e-4
    teacher_lr: float = 6e-5
    teacher_head_lr: float = 5e-4
    silver_weight: float = 0.4
    seed: int = 5
    device: str = "auto"
    """`cuda`, `cpu`, or `auto`: CUDA where there is one."""
    parallel: int = 8
    """Teachers that are trained at once, each in a process of its own.  1: one after the other, in this process."""
    workers: int = 8
    """Processes that prepare epochs."""
    threads: int = 2
    network: dict[str, int] = field(default_factory=dict)
    teacher_network: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Refine:
    """Further training on names; a frozen copy of the first network holds everything else in place."""
    steps: int = 2800
    batch: int = 8
    share: float = 0.3
    """Share of the articles with attributions in an epoch."""
    frozen: int = 2
    """Lowest layers that are not trained."""
    lr: float = 1.5e-4
    head_lr: float = 4e-4
    same: float = 0.5
    """Weight of the first network's probabilities beside labels of attributions."""
    same_names: float = 0.1
    """The same beside labels of names."""
    unmarked: float = 0.5
    """Weight of the first network's probabilities on attributions where there are no labels."""
    teacher_share: float = 0.95
    """Weight of the name teacher's probabilities; the first network's have the rest."""
    correction: tuple[float, ...] = (1.25, 0, 0, -0.5, -0.5, 0, 0, 0, 0)
    """Added to the name teacher's logits: it finds too many names, organisations most of all.  Chosen on held-out texts."""
    windows_share: float = 1.0
    """Share of the windows labelled by the name teacher that are used."""
    other_names: dict[str, float] = field(default_factory=lambda: {"person": 0.6, "organisation": 0.3, "place": 0.3})
    """Chance that a name is replaced by another of its type."""
    held_out: int = 8
    """One document in so many is not learned from."""
    seed: int = 1
    threads: int = 2
    checkpoint_minutes: float = 10


@dataclass(frozen=True)
class Texts:
    """Unlabelled texts for the name teacher, from archives."""
    articles: int = 200
    """Articles of PolNeAR among them."""
    seed: int = 7


@dataclass(frozen=True)
class NameTeacher:
    """A large network trained on names alone."""
    steps: int = 833
    batch: int = 8
    frozen: int = 4
    """Lowest layers that are not trained; word shapes, which the pretrained encoder lacks, are added above them."""
    lr: float = 6e-5
    head_lr: float = 5e-4
    other_names: dict[str, float] = field(default_factory=lambda: {"person": 0.6, "organisation": 0.3, "place": 0.3})
    held_out: int = 8
    seed: int = 1
    threads: int = 2
    teacher_network: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class LabelNames:
    """The name teacher's logits for every word of unlabelled texts."""
    batch: int = 8
    frozen: int = 4
    """As in the training of the teacher."""
    seed: int = 11
    threads: int = 2
    teacher_network: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Average:
    """A weighted mean of networks."""
    shares: dict[str, float] = field(default_factory=dict)
    """The weight of each input; they sum to one."""
    add: dict[str, float] = field(default_factory=dict)
    """Added to the bias of these name labels."""


@dataclass(frozen=True)
class Export:
    """Rounding to small integers; the weight file and its fixtures."""
    windows: int = 192
    """Windows of sample text that the rounding is fitted to."""
    threads: int = 2


@dataclass(frozen=True)
class Speakers:
    """The weights that rank the speakers of quotes; no network."""
    epochs: int = 6
    lr: float = 0.1
    penalty: float = 3e-5
    """Of the squared weights."""
    held_novels: tuple[str, ...] = ("NightAndDay", "TheAwakening", "TheMysteriousAffairAtStyles", "TheSportOfTheGods")
    """Novels of PDNC that the printed figures are measured on; what is written is learned from them, too."""
    held_openings: int = 5
    """The same: one opening of LitBank in so many."""
    seed: int = 1


@dataclass(frozen=True)
class Claims:
    """The head that says how much a sentence is worth a check; the network stays as it is."""
    layer: int = 3
    """The layer whose output it reads, from 1."""
    units: int = 32
    epochs: int = 3
    """Passes over the sentences, alone and among neighbours."""
    batch: int = 256
    lr: float = 4e-3
    decay: float = 1e-2
    dropout: float = 0.2
    together: tuple[int, ...] = (2, 3, 4, 5, 6, 8)
    """How many neighbours make a paragraph, by chance."""
    seed: int = 1
    threads: int = 1
