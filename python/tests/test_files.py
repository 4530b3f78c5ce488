"""`python -m pullquote` converts between Parquet and JSON Lines."""

import json

import pytest

from pullquote import RowError, annotate_many, columns
from pullquote.__main__ import main

pytest.importorskip("pyarrow")
import pyarrow as pa  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402

ROWS = [
    {"id": "1", "text": "“It is safe,” said Ana Holt last Tuesday.", "date": "2023-03-15"},
    {"id": "2\x1b[2J", "text": None, "date": None},
    {"id": "3", "text": "“No,” said Piet Renner.\u202e", "date": None},
]


def test_parquet_becomes_the_lines_of_the_command_line(articles, expected, tmp_path):
    schema = pa.schema([(name, pa.string()) for name in ("id", "text", "date")])
    pq.write_table(pa.Table.from_pylist(articles, schema=schema), tmp_path / "in.parquet", row_group_size=50)
    assert main([str(tmp_path / "in.parquet"), str(tmp_path / "out.jsonl"), "--jobs", "2"]) == 0
    assert (tmp_path / "out.jsonl").read_bytes().splitlines() == expected


def test_lines_and_parquet_become_the_same_parquet(tmp_path, capsys):
    pq.write_table(pa.Table.from_pylist(ROWS), tmp_path / "in.parquet")
    lines = [json.dumps(row) for row in ROWS]
    (tmp_path / "in.jsonl").write_text("\n\n".join(lines) + "\n")
    found = []
    for name in ("in.parquet", "in.jsonl"):
        assert main([str(tmp_path / name), str(tmp_path / "out.parquet")]) == 1
        told = capsys.readouterr().err
        assert told == f"pullquote: {tmp_path / name}, row 1 (2\\u001b[2J): the row has no text\n"
        found.append(pq.read_table(tmp_path / "out.parquet"))
    assert found[0].schema == columns.arrow_schema()
    results = list(annotate_many(ROWS))
    assert isinstance(results[1], RowError)
    empty = {name: None for name in columns.arrow_schema().names}
    assert found[0].to_pylist() == [
        columns.article_row(results[0]) | {"error": None},
        empty | {"id": "2\x1b[2J", "error": "the row has no text"},
        columns.article_row(results[2]) | {"error": None},
    ]
    assert found[1] == found[0]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "in.parquet", "out.parquet"]


def test_a_line_that_is_no_object_does_not_stop_the_others(tmp_path, capsys):
    (tmp_path / "in.jsonl").write_text('{"text": "One."}\n{"text"\n"Two."\n{"text": "Three."}\n')
    assert main([str(tmp_path / "in.jsonl"), str(tmp_path / "out.jsonl"), "--engine", "rules"]) == 1
    texts = [json.loads(line)["text"] for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert texts == ["One.", "Three."]
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 2
    assert "in.jsonl, row 1: not a JSON object" in told[0]


def test_wrong_use_leaves_no_file(tmp_path, capsys):
    pq.write_table(pa.table({"body": ["One."]}), tmp_path / "in.parquet")
    for name, reason in (("in.parquet", 'no column "text"; the columns are body'), ("none.jsonl", "No such file")):
        assert main([str(tmp_path / name), str(tmp_path / "out.jsonl")]) == 1
        assert reason in capsys.readouterr().err
    with pytest.raises(SystemExit) as ended:
        main([str(tmp_path / "in.parquet"), str(tmp_path / "out.csv")])
    assert ended.value.code == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.parquet"]
