"""Annotates a file of Parquet or JSON Lines: `python -m pullquote articles.parquet annotated.parquet`.

The input has a column `text`, and optionally `id`, `title` and `date`. The output is Parquet with the columns of
`pullquote.columns`, or JSON Lines with the lines that `pullquote annotate` prints.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ._annotate import Row, RowError, results
from ._native import PullquoteError
from .columns import article_row, arrow_schema

# Rows of a group in the Parquet file, and rows that are read at once.
_ROWS_OF_A_GROUP = 1024
_ROWS_AT_ONCE = 64


def main(arguments: list[str] | None = None) -> int:
    """Runs the command. Returns 0, or 1 if a row or a file failed."""
    parser = argparse.ArgumentParser(prog="python -m pullquote", description=(__doc__ or "").split(":")[0] + ".")
    parser.add_argument("input", metavar="INPUT", help="a .jsonl or .parquet file, or a folder of Parquet files")
    parser.add_argument("output", metavar="OUTPUT", help="the .parquet or .jsonl file to write")
    parser.add_argument("--jobs", type=int, metavar="N", help="number of threads [default: CPU cores]")
    parser.add_argument("--date", metavar="YYYY-MM-DD", help="the day of writing for articles that have none")
    parser.add_argument("--engine", choices=("full", "rules"), default="full", help="[default: full]")
    options = parser.parse_args(arguments)
    if not options.output.endswith((".parquet", ".jsonl")):
        parser.error(f"{options.output}: give the output the ending .parquet or .jsonl")
    try:
        rows = _from_lines(options.input) if options.input.endswith(".jsonl") else _from_parquet(options.input)
        lines = _reported(options.input, results(rows, options.jobs, options.date, options.engine, str))
        with _replacing(options.output) as path:
            return (_to_parquet if options.output.endswith(".parquet") else _to_lines)(lines, path)
    except ImportError:
        _complain("Parquet needs pyarrow: pip install pyarrow")
    except (PullquoteError, OSError, ValueError) as error:
        _complain(str(error))
    return 1


def _from_lines(path: str) -> Iterator[Row | PullquoteError]:
    with open(path, "rb") as file:
        for line in file:
            if line.isspace():
                continue
            try:
                row = json.loads(line)
            except ValueError as error:
                row = PullquoteError(f"not a JSON object ({error})")
            # A text alone is no row of a file.
            yield row if isinstance(row, (dict, PullquoteError)) else PullquoteError("not a JSON object")


def _from_parquet(path: str) -> Iterator[Row]:
    import pyarrow.dataset

    files = pyarrow.dataset.dataset(path, format="parquet")
    names = [name for name in ("id", "text", "title", "date") if name in files.schema.names]
    if "text" not in names:
        raise PullquoteError(f"{path}: no column \"text\"; the columns are {', '.join(files.schema.names)}")
    # Reads little ahead: an archive may be larger than the memory.
    batches = files.to_batches(columns=names, batch_size=_ROWS_AT_ONCE, batch_readahead=2, fragment_readahead=1)
    return (row for batch in batches for row in batch.to_pylist())


def _reported(name: str, found: Iterator[str | RowError]) -> Iterator[str | RowError]:
    """Passes the results on, and reports invalid rows."""
    for result in found:
        if isinstance(result, RowError):
            _complain(f"{name}, {result}")
        yield result


def _to_lines(found: Iterator[str | RowError], path: str) -> int:
    failed = False
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        for result in found:
            if isinstance(result, RowError):
                failed = True
            else:
                file.write(result + "\n")
    return int(failed)


def _to_parquet(found: Iterator[str | RowError], path: str) -> int:
    import pyarrow as pa
    import pyarrow.parquet

    failed = False
    group: list[dict[str, Any]] = []
    with pyarrow.parquet.ParquetWriter(path, arrow_schema(), compression="zstd") as writer:

        def write() -> None:
            writer.write_table(pa.Table.from_pylist(group, schema=arrow_schema()))
            group.clear()

        for result in found:
            if isinstance(result, RowError):
                failed = True
                group.append({"id": result.id, "error": result.reason})
            else:
                group.append(article_row(json.loads(result)))
            if len(group) == _ROWS_OF_A_GROUP:
                write()
        write()
    return int(failed)


@contextmanager
def _replacing(path: str) -> Iterator[str]:
    """Gives a path to write to. The file gets its name once it is complete."""
    partial = f"{path}.partial"
    try:
        yield partial
        os.replace(partial, path)
    finally:
        if os.path.exists(partial):
            os.remove(partial)


def _complain(message: str) -> None:
    # Ids and file names may hold escape sequences.
    clean = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in message)
    print(f"pullquote: {clean}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
