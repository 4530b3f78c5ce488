"""The columns of annotations in tables, made from the JSON Schema of the annotations.

A table has the fields of the JSON under their names, and these differences:

- A field that holds a span gets a neighbour `NAME_text` with the words.
- Kinds of fact share one set of columns. Where two kinds give one name to values of different types, the text keeps the
  name; a number is in `NAME_number`, a span in `NAME_span`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ._native import SCHEMA

if TYPE_CHECKING:
    import pyarrow

    from .types import Annotation

# The spans of one quote are parts of one text; in other lists each span is a thing of its own.
_PARTS_OF_ONE = ("content", "source", "cue")

_SCHEMA = json.loads(SCHEMA)
_SIMPLE = {"string": "text", "integer": "whole", "number": "number", "boolean": "truth"}


class Column(NamedTuple):
    """One column: its name, the field of the JSON that it shows, and the kind of its values.

    Kinds are `text`, `whole`, `number`, `truth`, `span` and `struct`, or a list of one of them (`span*`). The kind
    `words` selects the words of a span or of a list of spans.
    """

    name: str
    field: str
    kind: str
    inner: tuple[Column, ...] = ()


def _resolved(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Returns the schema without references and without null, and its kind."""
    if "$ref" in schema:
        target = schema["$ref"].removeprefix("#/$defs/")
        return {"kind": "span"} if target == "span" else _resolved(_SCHEMA["$defs"][target])
    if "oneOf" in schema:
        (one,) = [part for part in schema["oneOf"] if part.get("type") != "null"]
        return _resolved(one)
    if "enum" in schema or isinstance(schema.get("const"), str):
        return {"kind": "text"}
    if "const" in schema:
        return {"kind": "whole"}
    (kind,) = [part for part in _as_list(schema["type"]) if part != "null"]
    if kind == "array":
        inner = _resolved(schema["items"])
        return {**inner, "kind": inner["kind"] + "*"}
    if kind == "object":
        return {"kind": "struct", "inner": _columns([schema])}
    return {"kind": _SIMPLE[kind]}


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _columns(variants: list[Mapping[str, Any]]) -> tuple[Column, ...]:
    """Returns the columns of objects, which may be of several kinds."""
    kinds: dict[str, dict[str, Any]] = {}
    for variant in variants:
        for field, schema in variant["properties"].items():
            resolved = _resolved(schema)
            kinds.setdefault(field, {})[resolved["kind"]] = resolved.get("inner", ())
    found = []
    for field, types in kinds.items():
        for kind, inner in types.items():
            name = field if len(types) == 1 or kind == "text" else f"{field}_{kind}"
            found.append(Column(name, field, kind, inner))
            if kind.startswith("span"):
                found.append(Column(f"{field}_text", field, "words" if _joined(field, kind) else "words*"))
    return tuple(found)


def _joined(field: str, kind: str) -> bool:
    return kind == "span" or field in _PARTS_OF_ONE


def _items(field: str) -> tuple[Column, ...]:
    items = _SCHEMA["properties"][field]["items"]
    return _columns(items.get("oneOf", [items]))


ENTITIES = _items("entities")
PEOPLE = _items("people")
QUOTES = _items("attributions")
FACTS = _items("facts")

_NESTED = {"entities": ENTITIES, "people": PEOPLE, "attributions": QUOTES, "facts": FACTS}

ARTICLE = tuple(
    Column(field, field, "struct*", _NESTED[field]) if field in _NESTED else Column(field, field, _resolved(schema)["kind"])
    for field, schema in _SCHEMA["properties"].items()
)
"""The columns of a table with one article per row."""


def cells(columns: tuple[Column, ...], item: Mapping[str, Any], text: str) -> dict[str, Any]:
    """Returns the values of one object of an annotation, by column. `text` is the text of the article."""
    return {column.name: _cell(column, item.get(column.field), text) for column in columns}


def _cell(column: Column, value: Any, text: str) -> Any:
    kind = column.kind
    if value is None:
        return None
    if kind == "struct*":
        return [cells(column.inner, one, text) for one in value]
    if kind == "struct":
        return cells(column.inner, value, text)
    if kind.startswith("words"):
        spans = value if _is_spans(value) else [value] if _is_span(value) else None
        words = None if spans is None else [text[start:end] for start, end in spans]
        return words if words is None or kind == "words*" else " ".join(words)
    # Where two kinds of fact share a name, this column shows the values of its own type.
    fits = {
        "text": isinstance(value, str),
        "number": isinstance(value, (int, float)),
        "span": _is_span(value),
    }
    if not fits.get(kind, True):
        return None
    return float(value) if kind == "number" else value


def _is_span(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(end, int) for end in value)


def _is_spans(value: Any) -> bool:
    return isinstance(value, list) and all(_is_span(one) for one in value)


def article_row(annotation: Annotation) -> dict[str, Any]:
    """Returns the row of an article in a table with nested columns."""
    return cells(ARTICLE, annotation, annotation["text"])


def arrow_schema() -> pyarrow.Schema:
    """Returns the schema of a table with one article per row; `error` says why a row could not be annotated.

    >>> arrow_schema().field("people").type.value_type.field("aliases").type
    ListType(list<item: string>)
    """
    import pyarrow as pa

    columns = [pa.field(column.name, _arrow_type(column)) for column in ARTICLE]
    return pa.schema([*columns, pa.field("error", pa.string())])


def _arrow_type(column: Column) -> pyarrow.DataType:
    import pyarrow as pa

    simple = {
        "text": pa.string(),
        "words": pa.string(),
        "whole": pa.int32(),
        "number": pa.float64(),
        "truth": pa.bool_(),
        "span": pa.list_(pa.int32()),
    }
    kind = column.kind.rstrip("*")
    if kind == "struct":
        kept = pa.struct([pa.field(inner.name, _arrow_type(inner)) for inner in column.inner])
    else:
        kept = simple[kind]
    return pa.list_(kept) if column.kind.endswith("*") else kept
