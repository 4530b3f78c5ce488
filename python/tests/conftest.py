"""Articles and the command line for the tests."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]


def sample_articles() -> list[dict]:
    """Returns the sample articles, and the texts of all cases, each with an id of its own."""
    files = sorted((REPOSITORY / "samples").glob("*.txt")) + sorted((REPOSITORY / "samples").glob("*.md"))
    found = [{"id": path.name, "text": path.read_text(encoding="utf-8")} for path in files]
    for path in sorted((REPOSITORY / "tests" / "cases").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            for field in ("text", "before", "after"):
                if isinstance(case.get(field), str):
                    row = {"id": f"{path.stem}/{case['id']}/{field}", "text": case[field]}
                    found.append(row | ({"date": case["date"]} if "date" in case else {}))
    return found


@pytest.fixture(scope="session")
def articles() -> list[dict]:
    return sample_articles()


@pytest.fixture(scope="session")
def program() -> str:
    """Returns the path of the program, named in `PULLQUOTE_BIN`."""
    path = os.environ.get("PULLQUOTE_BIN")
    if not path:
        pytest.skip("PULLQUOTE_BIN names no program to compare with")
    return path


@pytest.fixture(scope="session")
def command_line(program):
    """Returns a function that runs `pullquote annotate` on JSON Lines: bytes in, lines out."""

    def run(rows: bytes, *options: str, code: int = 0) -> list[bytes]:
        done = subprocess.run(
            [program, "annotate", "--input", "jsonl", "--format", "jsonl", *options], input=rows, capture_output=True
        )
        assert done.returncode == code, done.stderr.decode()
        return done.stdout.splitlines()

    return run


@pytest.fixture(scope="session")
def expected(articles, command_line) -> list[bytes]:
    """Returns the lines that the command line prints for the articles."""
    return command_line("".join(json.dumps(row) + "\n" for row in articles).encode())
