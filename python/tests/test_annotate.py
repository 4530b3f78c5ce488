"""Annotating from Python gives what the command line gives."""

import datetime
import json
import subprocess
import sys
import threading

import pytest

import pullquote
from pullquote import PullquoteError, RowError

QUOTE = "“It is safe,” said Ana Holt last Tuesday."

# Texts that need care: control characters, bidi overrides, code points above U+FFFF, line ends, no text at all.
ODD = [
    "",
    " \n\n ",
    "“Stop\x1b[2J,” said Ana \U0001f600 Holt.\u202e\u2028\ufeff\x00",
    "“One,” said Ana Holt.\r\n\r\n“Two,” she said.\r\n",
    "Der Minister sagte: „Wir haben keine Zeit mehr.“ Er ging nach Hause und schlief.",
    "a\u0301 “é”, said Zoë Müller",
]


def test_the_lines_are_those_of_the_command_line(articles, expected):
    assert len(articles) > 300
    assert [pullquote.annotate_json(article).encode() for article in articles] == expected


def test_many_annotations_are_those_of_the_command_line_in_order(articles, expected):
    for jobs in (1, 3):
        found = list(pullquote.annotate_many(articles, jobs=jobs))
        assert found == [json.loads(line) for line in expected]


def test_odd_texts_are_those_of_the_command_line(command_line):
    rows = [{"id": number, "text": text, "title": "T\x1b"} for number, text in enumerate(ODD)]
    lines = command_line("".join(json.dumps(row) + "\n" for row in rows).encode())
    assert [pullquote.annotate_json(row).encode() for row in rows] == lines
    # A text alone has the digest as its id, as a row without an id.
    lines = command_line("".join(json.dumps({"text": text}) + "\n" for text in ODD).encode())
    assert [pullquote.annotate_json(text).encode() for text in ODD] == lines
    assert "foreign" in json.loads(lines[4])


def test_a_dict_printed_as_json_is_the_line(articles):
    line = pullquote.annotate_json(articles[0])
    assert json.dumps(pullquote.annotate(articles[0]), ensure_ascii=False, separators=(",", ":")) == line


def test_the_date_resolves_relative_dates(command_line):
    row = json.dumps({"text": QUOTE}).encode() + b"\n"
    (line,) = command_line(row, "--date", "2023-03-15")
    for date in ("2023-03-15", "15 March 2023", datetime.date(2023, 3, 15), datetime.datetime(2023, 3, 15, 23, 59)):
        assert pullquote.annotate_json(QUOTE, date=date).encode() == line
    assert b'"2023-03-14"' in line
    # The date in the row takes precedence.
    for date in ("2023-03-15", datetime.date(2023, 3, 15)):
        assert pullquote.annotate_json({"text": QUOTE, "date": date}, date="1999-01-01").encode() == line


def test_the_rules_alone_are_another_engine():
    assert pullquote.annotate(QUOTE, engine="rules")["model"] == pullquote.model("rules")
    assert pullquote.annotate(QUOTE)["model"] == pullquote.model("full") != pullquote.model("rules")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (7, "of type int"),
        (None, "of type NoneType"),
        (b"text", "of type bytes"),
        ({}, "no text"),
        ({"text": None}, "no text"),
        ({"text": float("nan")}, "no text"),
        ({"text": 7}, "expected a string"),
        ({"text": "\ud800"}, "not valid Unicode"),
        ({"text": "a", "title": ["b"]}, "expected a string"),
        ({"text": "x" * (65 << 20)}, "longer than the limit of 64 MiB"),
    ],
    ids=str,
)
def test_an_invalid_row_has_a_reason(row, reason):
    with pytest.raises(PullquoteError, match=reason):
        pullquote.annotate(row)
    rows = ["One.", row, {"id": "x", "text": "Two."}]
    for jobs in (1, 2):
        first, error, last = pullquote.annotate_many(rows, jobs=jobs)
        assert (first["text"], last["id"]) == ("One.", "x")
        assert isinstance(error, RowError)
        assert error.row == 1
        assert reason in error.reason
        assert str(error).startswith("row 1: ")


def test_wrong_options_raise_before_the_first_article():
    def never():
        raise AssertionError("an article was read")
        yield

    for options in ({"engine": "best"}, {"date": "soon"}, {"jobs": 0}):
        with pytest.raises(PullquoteError):
            pullquote.annotate_many(never(), **options)
    with pytest.raises(PullquoteError, match='no engine "best"; choose "full" or "rules"'):
        pullquote.annotate("One.", engine="best")


def test_few_articles_are_read_ahead():
    read = []

    def endless():
        while True:
            read.append(1)
            yield QUOTE

    for jobs, ahead in ((1, 1), (2, 8)):
        read.clear()
        found = pullquote.annotate_many(endless(), jobs=jobs, engine="rules")
        for number in range(1, 30):
            next(found)
            assert len(read) <= number + ahead - 1
        found.close()


def test_a_source_that_fails_loses_no_earlier_article():
    def source():
        yield "One."
        yield "Two."
        raise OSError("the disk is gone")

    for jobs in (1, 2):
        found = []
        with pytest.raises(OSError, match="the disk is gone"):
            for one in pullquote.annotate_many(source(), jobs=jobs):
                found.append(one["text"])
        assert found == ["One.", "Two."]


def test_other_threads_run_while_the_engine_works(articles):
    # The interpreter switches threads only at the switch interval, or where the lock is released.
    long = "\n\n".join(article["text"] for article in articles[:40])
    before = sys.getswitchinterval()
    sys.setswitchinterval(1000)
    try:
        done = threading.Event()
        steps = []
        worker = threading.Thread(target=lambda: (pullquote.annotate_json(long), done.set()))
        worker.start()
        while not done.wait(0.001):
            steps.append(1)
        worker.join()
    finally:
        sys.setswitchinterval(before)
    assert len(steps) > 3


def test_an_error_can_be_pickled():
    import pickle

    error = RowError(3, "a", "the row has no text")
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.row, again.id) == ("row 3 (a): the row has no text", 3, "a")
    plain = pickle.loads(pickle.dumps(PullquoteError("x")))
    assert isinstance(plain, PullquoteError) and str(plain) == "x"


def test_the_package_needs_no_other_package():
    code = "import sys, pullquote; pullquote.annotate('One.'); print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert "pullquote" in modules
    assert not {"numpy", "pandas", "pyarrow", "pyspark", "spacy"} & set(modules)
