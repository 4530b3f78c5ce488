"""Converts annotations into flat rows: one per quote, person and fact."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from ._annotate import RowError
from .columns import FACTS, PEOPLE, QUOTES, Column, cells

if TYPE_CHECKING:
    import pandas

    from .types import Annotation


class Tables(NamedTuple):
    """The tables of many articles. The column `article` holds the id of the article."""

    quotes: pandas.DataFrame
    people: pandas.DataFrame
    facts: pandas.DataFrame
    errors: pandas.DataFrame
    """The invalid rows: number, id and reason."""


def to_rows(annotation: Annotation, *, stances: bool = False) -> dict[str, list[dict[str, Any]]]:
    """Returns the rows of one article: `quotes`, `people` and `facts`.

    A row has the fields of the annotation, the words of each span (`content_text`), and the id of the article
    (`article`). Stances (approved, believed, feared) are no quotes; `stances=True` includes them.

    >>> from pullquote import annotate
    >>> rows = to_rows(annotate({"id": "a1", "text": "“It is safe,” said Ana Holt in 2024."}))
    >>> [(row["article"], row["speaker"], row["content_text"], row["cue_text"]) for row in rows["quotes"]]
    [('a1', 'Ana Holt', '“It is safe,”', 'said')]
    >>> [(row["type"], row["span_text"], row["value"]) for row in rows["facts"]]
    [('event', 'said Ana Holt in 2024', None), ('date', '2024', '2024')]
    """
    text = annotation["text"]

    def rows(columns: tuple[Column, ...], items: Iterable[Any]) -> list[dict[str, Any]]:
        return [{"article": annotation["id"], **cells(columns, item, text)} for item in items]

    said = [one for one in annotation["attributions"] if stances or one["kind"] != "stance"]
    return {
        "quotes": rows(QUOTES, said),
        "people": rows(PEOPLE, annotation["people"]),
        "facts": rows(FACTS, annotation["facts"]),
    }


def to_pandas(annotations: Annotation | Iterable[Annotation | RowError], *, stances: bool = False) -> Tables:
    """Returns one annotation, or the results of `annotate_many`, as tables of pandas.

    >>> from pullquote import annotate_many
    >>> tables = to_pandas(annotate_many(["“It is safe,” said Ana Holt.", "“No,” said Piet Renner.", {}], jobs=1))
    >>> tables.quotes[["speaker", "content_text"]]
           speaker   content_text
    0     Ana Holt  “It is safe,”
    1  Piet Renner          “No,”
    >>> tables.errors["reason"].tolist()
    ['the row has no text']
    """
    import pandas as pd

    found: dict[str, list[dict[str, Any]]] = {"quotes": [], "people": [], "facts": [], "errors": []}
    several = [cast("Annotation", annotations)] if isinstance(annotations, dict) else annotations
    for annotation in several:
        if isinstance(annotation, RowError):
            found["errors"].append({"row": annotation.row, "id": annotation.id, "reason": annotation.reason})
            continue
        for name, rows in to_rows(annotation, stances=stances).items():
            found[name] += rows
    names = {
        "quotes": ["article", *(column.name for column in QUOTES)],
        "people": ["article", *(column.name for column in PEOPLE)],
        "facts": ["article", *(column.name for column in FACTS)],
        "errors": ["row", "id", "reason"],
    }
    # The columns are the same where a table has no row.
    return Tables(**{name: pd.DataFrame(rows, columns=names[name]) for name, rows in found.items()})
