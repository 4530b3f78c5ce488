"""Annotates one article, or many of them in order."""

from __future__ import annotations

import datetime
import json
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Literal, TypeVar, Union

from . import _native
from ._native import PullquoteError

if TYPE_CHECKING:
    from .types import Annotation

Engine = Literal["full", "rules"]
"""`full` is the engine of the reader. `rules` has no encoder: it finds less, in a hundredth of the time."""

Date = Union[str, datetime.date, None]
"""A day: a date, or words such as `2023-03-15` or `15 March 2023`."""

Row = Union[str, Mapping[str, Any]]
"""An article: its text, or a mapping with `text` and optionally `id`, `title` and `date`. Other keys are ignored."""

Result = TypeVar("Result")

# Number of articles in work per job. It bounds the memory, and keeps all jobs busy while a long article is in work.
_ARTICLES_PER_JOB = 4


class RowError(PullquoteError):
    """An invalid row. `annotate_many` yields it instead of an annotation.

    `row` counts the rows from 0, `id` is the id in the row, and `reason` says what is wrong.
    """

    def __init__(self, row: int, id: str | None, reason: str) -> None:
        super().__init__(row, id, reason)
        self.row = row
        self.id = id
        self.reason = reason

    def __str__(self) -> str:
        name = "" if self.id is None else f" ({self.id})"
        return f"row {self.row}{name}: {self.reason}"


def annotate(article: Row, *, date: Date = None, engine: Engine = "full") -> Annotation:
    """Annotates one article.

    `article` is a text, or a mapping with `text` and optionally `id`, `title` and `date`. `date` is the day of writing
    for an article that has none: it resolves “last Tuesday”.

    >>> found = annotate({"id": 7, "text": "The bridge opened last Tuesday."}, date="2023-03-15")
    >>> found["id"], [fact["value"] for fact in found["facts"] if fact["type"] == "date"]
    ('7', ['2023-03-14'])

    An article that cannot be annotated raises `PullquoteError`:

    >>> annotate({"title": "Bridge opened"})
    Traceback (most recent call last):
    pullquote.PullquoteError: the row has no text
    """
    annotation: Annotation = json.loads(annotate_json(article, date=date, engine=engine))
    return annotation


def annotate_json(article: Row, *, date: Date = None, engine: Engine = "full") -> str:
    """Annotates one article. Returns the line that `pullquote annotate --format jsonl` prints."""
    return _native.annotate(_encode(article), _day(date), engine)


def annotate_many(
    articles: Iterable[Row], *, jobs: int | None = None, date: Date = None, engine: Engine = "full"
) -> Iterator[Annotation | RowError]:
    """Annotates many articles on `jobs` threads (by default, one per core). Yields the results in order.

    Few articles are in memory at a time, so `articles` may be a stream of any length. An invalid row yields a
    `RowError`; the others are annotated. With `jobs=1`, each article is answered before the next one is read.

    >>> rows = ["“It is safe,” said Ana Holt.", {"id": 2}, "“No,” said Piet Renner."]
    >>> for found in annotate_many(rows, jobs=2):
    ...     print(found if isinstance(found, RowError) else found["attributions"][0]["speaker"])
    Ana Holt
    row 1 (2): the row has no text
    Piet Renner
    """
    return results(articles, jobs, date, engine, json.loads)


def results(
    articles: Iterable[Row | PullquoteError],
    jobs: int | None,
    date: Date,
    engine: Engine,
    convert: Callable[[str], Result],
) -> Iterator[Result | RowError]:
    """Annotates many articles; `convert` makes the result of a line. An error among the articles is an invalid row."""
    threads = _cores() if jobs is None else jobs
    if threads < 1:
        raise PullquoteError(f"cannot start {threads} jobs: choose 1 or more")
    day = _day(date)
    # Wrong options raise here, before the first article is read.
    _native.model(engine)
    _native.annotate(b'{"text": ""}', day, "rules")

    def result(number: int, article: Row | PullquoteError) -> Result | RowError:
        try:
            return convert(_native.annotate(_encode(article), day, engine))
        except PullquoteError as error:
            return RowError(number, _id(article), str(error))

    if threads == 1:
        return (result(number, article) for number, article in enumerate(articles))
    return _in_parallel(articles, threads, result)


def _in_parallel(
    articles: Iterable[Row | PullquoteError],
    threads: int,
    result: Callable[[int, Row | PullquoteError], Result | RowError],
) -> Iterator[Result | RowError]:
    waiting: deque[Future[Result | RowError]] = deque()
    failure = None
    source = enumerate(articles)
    pool = ThreadPoolExecutor(threads, thread_name_prefix="pullquote")
    try:
        while True:
            try:
                number, article = next(source)
            except StopIteration:
                break
            except Exception as error:
                # The articles before the failure of the source are still answered.
                failure = error
                break
            waiting.append(pool.submit(result, number, article))
            if len(waiting) >= threads * _ARTICLES_PER_JOB:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)
    if failure is not None:
        raise failure


def _encode(article: Row | PullquoteError) -> bytes:
    """Returns the article as the JSON object that the native module reads."""
    if isinstance(article, PullquoteError):
        raise article
    row: dict[str, Any] = {}
    if isinstance(article, str):
        row["text"] = article
    elif isinstance(article, Mapping):
        for key in ("id", "text", "title", "date"):
            value = article.get(key)
            if not _is_missing(value):
                row[key] = value
    else:
        raise PullquoteError(f"the row is of type {type(article).__name__}; give a text, or a mapping with a text")
    if "text" not in row:
        raise PullquoteError("the row has no text")
    if isinstance(row.get("date"), datetime.date):
        row["date"] = _day(row["date"])
    try:
        return json.dumps(row, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError as error:
        raise PullquoteError(f"the row is not valid Unicode: {error.reason}") from None
    except (TypeError, ValueError, RecursionError) as error:
        raise PullquoteError(f"the row cannot be read: {error}") from None


def _id(article: Row | PullquoteError) -> str | None:
    found = article.get("id") if isinstance(article, Mapping) else None
    return None if _is_missing(found) else str(found)


def _is_missing(value: object) -> bool:
    """Whether a table has no value here: None, NaN, or one of the values of pandas."""
    return value is None or (isinstance(value, float) and value != value) or type(value).__name__ in ("NaTType", "NAType")


def _day(date: Date) -> str | None:
    # A `datetime` is a `date`; only its day counts.
    return date.isoformat()[:10] if isinstance(date, datetime.date) else date


def _cores() -> int:
    # A process may be limited to some of the cores of the machine.
    count = getattr(os, "process_cpu_count", os.cpu_count)()
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else count or 1
