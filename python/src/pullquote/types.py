"""The types of an annotation, made from its JSON Schema by `tools/make_types.py`. Do not edit.

Every offset counts Unicode code points of `text`, from 0, end exclusive.
"""

from __future__ import annotations

from typing import Literal, TypedDict, Union

Span = list[int]
"""`[start, end]`"""


class Entity(TypedDict):
    type: Literal["person", "organisation", "place", "other", "date", "quantity"]
    span: Span
    entity: int


class Person(TypedDict):
    entity: int
    name: str
    kind: Literal["person", "organisation", "group"]
    aliases: list[str]
    roles: list[str]


class Evidence(TypedDict):
    """How a pronoun or description was resolved."""

    anaphor: Span
    antecedent: Span
    sentences: int


class _Attribution(TypedDict):
    id: str
    kind: Literal["direct", "mixed", "indirect", "stance"]
    """How much of it stands in quotation marks; `stance` where it was only done or thought, not said."""
    content: list[Span]
    source: list[Span]
    cue: list[Span]
    speaker: str | None
    entity: int | None
    addressee: str | None
    confidence: float
    unsure: bool
    """Whether the speaker may well be somebody else."""


class Attribution(_Attribution, total=False):
    evidence: Evidence
    """How a pronoun or description was resolved."""


class _DateFact(TypedDict):
    type: Literal["date"]
    span: Span
    value: str | None
    """ISO 8601, as precisely as the text gives it."""


class DateFact(_DateFact, total=False):
    event: Span | None
    """The words of the event that took place then."""
    by: str | None


class _TimeFact(TypedDict):
    type: Literal["duration", "set"]
    span: Span
    value: str
    """A length of time in ISO 8601, or a time that comes again, as TIMEX3 writes it. A duration is a quantity as well."""


class TimeFact(_TimeFact, total=False):
    by: str | None


class _QuantityFact(TypedDict):
    type: Literal["quantity"]
    span: Span
    value: float | None
    """Of a range, the first end."""
    unit: str | None


class QuantityFact(_QuantityFact, total=False):
    range: list[float] | None
    """Both ends of a range."""
    of: Span | None
    """The words for what is counted or measured."""
    modifier: Literal["about", "nearly", "more than", "less than", "up to", None]
    """The hedge. `at least` is `more than`."""
    change: Literal["rise", "fall", None]
    """Whether something rose or fell by this much."""
    by: str | None


class _RoleFact(TypedDict):
    type: Literal["role"]
    span: Span
    entity: int
    role: str
    of: str | None


class RoleFact(_RoleFact, total=False):
    status: Literal["current", "former", "acting", "candidate", "future"]
    by: str | None


class _EventFact(TypedDict):
    type: Literal["event"]
    span: Span
    who: list[str]
    """Names of those who take part."""
    entities: list[int]
    """Their entities, in the same order."""
    trigger: Span
    """The verb or noun that tells of the event."""
    when: str | None
    """The day, as the value of a date."""
    date: Span | None
    """The words that state the day: the span of a date."""
    where: Span | None
    """The words that state the place."""
    status: Literal["happened", "scheduled", "alleged", "negated"]
    """`negated`: it did not take place."""


class EventFact(_EventFact, total=False):
    by: str | None


class _ClaimFact(TypedDict):
    type: Literal["claim"]
    span: Span
    score: float
    """How much the claim is worth a check: a score to order by, not a verdict."""
    reasons: list[Literal["figure", "record", "cause", "comparison", "history", "accusation"]]
    figures: list[Span]
    """The quantities inside it."""
    dates: list[Span]
    """The dates inside it."""


class ClaimFact(_ClaimFact, total=False):
    by: str | None


Fact = Union[DateFact, TimeFact, QuantityFact, RoleFact, EventFact, ClaimFact]


class _Annotation(TypedDict):
    id: str
    """The id given with --input jsonl, else the SHA-256 of the text."""
    title: str | None
    text: str
    schema: Literal[2]
    """Version of this format."""
    model: str
    """Name and version of the engine."""
    entities: list[Entity]
    """Names, dates and quantities, in order, not overlapping."""
    people: list[Person]
    """Everyone who is named or who speaks, in order of first appearance."""
    attributions: list[Attribution]
    """Who said what, in order of the content."""
    facts: list[Fact]


class Annotation(_Annotation, total=False):
    """Every offset counts Unicode code points of `text`, from 0, end exclusive."""

    foreign: str
    """ISO 639-3 code of the language the text seems to be in, where the engine does not know it: only quotation marks were read."""
