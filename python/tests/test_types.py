"""The types and columns are those of the JSON Schema."""

import importlib.util
import json
import tomllib
from pathlib import Path

import pytest

import pullquote
from pullquote import columns

PACKAGE = Path(__file__).resolve().parent.parent


def make_types():
    spec = importlib.util.spec_from_file_location("make_types", PACKAGE / "tools" / "make_types.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_types_are_current():
    tool = make_types()
    assert tool.TYPES.read_text(encoding="utf-8") == tool.made(), "run: python tools/make_types.py"


def test_the_native_module_has_the_schema_of_the_repository():
    assert json.loads(pullquote.SCHEMA) == json.loads(make_types().SCHEMA.read_text(encoding="utf-8"))


def test_every_field_of_an_annotation_is_in_a_column(articles):
    """Columns lose nothing: the fields of each object come back from its cells."""
    fields = {"entities": columns.ENTITIES, "people": columns.PEOPLE, "attributions": columns.QUOTES, "facts": columns.FACTS}
    kinds = set()
    for annotation in pullquote.annotate_many(articles[:200]):
        text = annotation["text"]
        for name, known in fields.items():
            for item in annotation[name]:
                kinds.add((name, item.get("type") or item.get("kind")))
                cells = columns.cells(known, item, text)
                for field, value in item.items():
                    shown = [cells[column.name] for column in known if column.field == field and "words" not in column.kind]
                    kept = [one for one in shown if one is not None]
                    if field == "evidence":
                        assert {key: kept[0][key] for key in value} == value
                    else:
                        assert kept == ([] if value is None else [value]), (name, field, item)
    for needed in ("date", "quantity", "role", "event", "claim", "duration", "set"):
        assert ("facts", needed) in kinds


def test_words_are_those_of_their_spans():
    text = "“It is safe,” said Ana Holt, “and sound.”"
    quote = pullquote.to_rows(pullquote.annotate(text))["quotes"][0]
    assert quote["content_text"] == " ".join(text[start:end] for start, end in quote["content"])
    assert quote["source_text"] == "Ana Holt"


def test_stances_are_rows_only_on_request(articles):
    annotation = next(
        one
        for one in pullquote.annotate_many(articles)
        if {"stance", "direct"} <= {a["kind"] for a in one["attributions"]}
    )
    said = [row["kind"] for row in pullquote.to_rows(annotation)["quotes"]]
    everything = [row["kind"] for row in pullquote.to_rows(annotation, stances=True)["quotes"]]
    assert "stance" not in said and said
    assert everything == [a["kind"] for a in annotation["attributions"]]


def test_empty_tables_have_their_columns():
    pytest.importorskip("pandas")
    tables = pullquote.to_pandas(pullquote.annotate(""))
    assert len(tables.quotes) == len(tables.people) == len(tables.facts) == len(tables.errors) == 0
    assert {"article", "speaker", "content_text"} <= set(tables.quotes.columns)
    assert {"article", "value", "value_number", "of", "of_span"} <= set(tables.facts.columns)


def test_a_document_of_another_text_is_refused():
    spacy = pytest.importorskip("spacy")
    annotation = pullquote.annotate("“It is safe,” said Ana Holt.")
    with pytest.raises(pullquote.PullquoteError, match="another text"):
        pullquote.to_spacy(spacy.blank("en")("Other."), annotation)


def test_spans_of_spacy_have_the_words_of_the_annotation(articles):
    spacy = pytest.importorskip("spacy")
    nlp = spacy.blank("en")
    for annotation in pullquote.annotate_many(articles[:7]):
        doc = pullquote.to_spacy(nlp, annotation)
        words = [annotation["text"][start:end] for a in annotation["attributions"] for start, end in a["content"]]
        assert [word in span.text for word, span in zip(words, doc.spans["quotes"], strict=True)] == [True] * len(words)
        for group in doc.spans.values():
            for span, item in zip(group, group.attrs["items"], strict=True):
                assert span.label_ == item.get("kind", item.get("type"))
                assert span.id_ == item.get("id", "")


def test_the_locked_crates_are_those_of_the_reader():
    def locked(path):
        return {(one["name"], one["version"]) for one in tomllib.loads(path.read_text())["package"]}

    own = {"pullquote-python", "pyo3", "pyo3-build-config", "pyo3-ffi", "pyo3-macros", "pyo3-macros-backend", "target-lexicon"}
    others = locked(PACKAGE / "Cargo.lock") - locked(PACKAGE.parent / "Cargo.lock")
    assert {name for name, _ in others} == own, "copy ../Cargo.lock to Cargo.lock, then run: cargo update --workspace"
    versions = {path: tomllib.loads((path / "Cargo.toml").read_text())["package"] for path in (PACKAGE, PACKAGE.parent)}
    for field in ("version", "rust-version", "edition"):
        assert versions[PACKAGE][field] == versions[PACKAGE.parent][field]
