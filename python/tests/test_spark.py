"""A cluster of two workers gives what one machine gives, also where a worker dies."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

import pullquote
from pullquote import columns

pyspark = pytest.importorskip("pyspark", reason="pyspark is not installed")
if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
    pytest.skip("Java is missing", allow_module_level=True)

from pyspark.sql import SparkSession  # noqa: E402

from pullquote import spark  # noqa: E402

FIELDS = "id string, text string, title string, date string"
LOCAL = "127.0.0.1"


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    folder = tmp_path_factory.mktemp("spark")
    os.environ["SPARK_HOME"] = str(Path(pyspark.__file__).parent)
    os.environ["SPARK_LOCAL_IP"] = LOCAL
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    os.environ["SPARK_WORKER_DIR"] = str(folder / "work")
    settings = {
        "spark.driver.host": LOCAL,
        "spark.driver.bindAddress": LOCAL,
        "spark.executor.memory": "512m",
        "spark.executorEnv.PYTHONPATH": os.environ.get("PYTHONPATH", ""),
        "spark.local.dir": str(folder / "local"),
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "8",
        "spark.sql.parquet.compression.codec": "zstd",
        "spark.ui.enabled": "false",
        "spark.log.level": "OFF",
    }
    builder = SparkSession.builder.master("local-cluster[2,1,1024]").appName("pullquote tests")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    yield session
    session.stop()


@pytest.fixture(scope="module")
def rows(articles):
    """The articles, and invalid rows among them."""
    fields = ("id", "text", "title", "date")
    found = [tuple(article.get(field) for field in fields) for article in articles]
    found[5:5] = [("no-text", None, None, None), ("no-words", "", None, None)]
    return found


@pytest.fixture(scope="module")
def alone(rows):
    """The result on one machine, by id."""
    found = {}
    names = ("id", "text", "title", "date")
    for row, result in zip(rows, pullquote.annotate_many(dict(zip(names, row)) for row in rows), strict=True):
        if isinstance(result, pullquote.RowError):
            found[row[0]] = {column.name: None for column in columns.ARTICLE} | {"id": row[0], "error": result.reason}
        else:
            found[row[0]] = columns.article_row(result) | {"error": None}
    assert found["no-text"]["error"] == "the row has no text"
    assert len(found) == len(rows)
    return found


def by_id(frame) -> dict[str, dict]:
    found = [row.asDict(recursive=True) for row in frame.drop("source", "part").collect()]
    result = {row["id"]: row for row in found}
    assert len(result) == len(found)
    return result


def executors(session) -> set[int]:
    """Returns the processes of the executors."""

    def executor_of_this_worker(_) -> int:
        # The executor started the daemon that this worker comes from.
        time.sleep(0.2)
        return int(Path(f"/proc/{os.getppid()}/stat").read_text().rsplit(")", 1)[1].split()[1])

    found = set(session.sparkContext.parallelize(range(4), 4).map(executor_of_this_worker).collect())
    assert len(found) == 2
    return found


def test_the_schema_has_the_columns():
    names = [field.name for field in spark.schema()]
    assert names == [column.name for column in columns.ARTICLE] + ["error"]
    quote = spark.schema()["attributions"].dataType.elementType
    assert quote["content"].dataType.simpleString() == "array<array<int>>"
    assert quote["confidence"].dataType.simpleString() == "double"


def test_a_cluster_gives_what_one_machine_gives(session, rows, alone):
    frame = session.createDataFrame(rows, FIELDS).repartition(5)
    annotated = spark.annotate(frame).cache()
    assert annotated.schema == spark.schema()
    assert by_id(annotated) == alone

    tables = spark.tables(annotated)
    expected = {"quotes": [], "people": [], "facts": []}
    for result in pullquote.annotate_many(dict(zip(("id", "text", "title", "date"), row)) for row in rows):
        if not isinstance(result, pullquote.RowError):
            for name, found in pullquote.to_rows(result).items():
                expected[name] += found
    for name, found in expected.items():
        shown = [row.asDict(recursive=True) for row in getattr(tables, name).collect()]
        assert sorted(shown, key=str) == sorted(found, key=str)
        assert len(found) > 100
    assert [row.asDict() for row in tables.errors.collect()] == [
        {"id": "no-text", "text": None, "error": "the row has no text"}
    ]
    assert spark.tables(annotated, stances=True).quotes.count() > tables.quotes.count()


def test_a_worker_keeps_the_engine_for_all_batches(session, rows, tmp_path):
    inner = spark._worker(None, "full", ())

    def work(batches):
        def counted():
            for batch in batches:
                with open(tmp_path / str(os.getpid()), "a") as file:
                    file.write("batch\n")
                yield batch

        return inner(counted())

    frame = session.createDataFrame(rows, FIELDS).repartition(8)
    assert frame.mapInArrow(work, spark.schema()).count() == len(rows)
    batches = {path.name: len(path.read_text().splitlines()) for path in tmp_path.iterdir()}
    # 8 tasks with several batches each, on two workers with one process each.
    assert sum(batches.values()) >= 16
    assert len(batches) <= 2


def test_the_result_is_the_same_where_a_worker_is_killed(session, rows, alone, tmp_path):
    path = str(tmp_path / "annotated")
    frame = session.createDataFrame(rows, FIELDS)
    before = executors(session)
    victim = min(before)
    assert b"CoarseGrainedExecutorBackend" in Path(f"/proc/{victim}/cmdline").read_bytes()
    finished = []

    def kill():
        # Once the first task has written its file, the others are at work.
        deadline = time.monotonic() + 120
        while not list(Path(path).glob("part=*/*.parquet")) and time.monotonic() < deadline:
            time.sleep(0.02)
        finished.extend(Path(path).glob("part=*/*.parquet"))
        os.kill(victim, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    spark.write(frame, path, parts=12)
    killer.join()
    assert 0 < len(finished) < 12
    # Another process took the place of the killed one.
    assert executors(session) & before == before - {victim}
    assert by_id(session.read.parquet(path)) == alone


def test_a_second_run_does_only_what_is_missing(session, rows, alone, tmp_path):
    path = str(tmp_path / "annotated")
    frame = session.createDataFrame(rows, FIELDS)
    context = session.sparkContext

    def files():
        # The inode tells a file that was kept from one that was written anew.
        return {file: file.stat().st_ino for file in Path(path).glob("part=*/*.parquet")}

    def stop():
        deadline = time.monotonic() + 120
        while len(files()) < 3 and time.monotonic() < deadline:
            time.sleep(0.02)
        context.cancelAllJobs()

    stopper = threading.Thread(target=stop)
    stopper.start()
    with pytest.raises(Exception, match="(?i)cancel"):
        spark.write(frame, path, parts=12)
    stopper.join()
    first = files()
    done = session.read.parquet(path).count()
    assert len(first) >= 3
    assert 0 < done < len(rows)

    spark.write(frame, path, parts=12)
    second = files()
    assert first.items() <= second.items()
    assert by_id(session.read.parquet(path)) == alone

    # Nothing is left to do; a changed article is annotated again.
    spark.write(frame, path, parts=12)
    assert files() == second
    changed = session.createDataFrame([("new", "“It is safe,” said Ana Holt.", None, None), *rows[:3]], FIELDS)
    spark.write(changed, path, parts=2)
    assert session.read.parquet(path).count() == len(rows) + 1


def test_wrong_use_has_a_message(session, tmp_path):
    texts = session.createDataFrame([("1", "One.")], "id string, text string")
    with pytest.raises(pullquote.PullquoteError, match="no column \"text\"; the columns are id, body"):
        spark.annotate(texts.withColumnRenamed("text", "body"))
    with pytest.raises(pullquote.PullquoteError, match="holds int, not texts"):
        spark.annotate(texts.selectExpr("id", "1 as text"))
    with pytest.raises(pullquote.PullquoteError, match="is no date"):
        spark.annotate(texts, date="soon")
    other = str(tmp_path / "other")
    texts.write.parquet(other)
    with pytest.raises(pullquote.PullquoteError, match="other files than annotations"):
        spark.write(texts, other)
    path = str(tmp_path / "annotated")
    spark.write(texts, path, parts=1, engine="rules")
    with pytest.raises(pullquote.PullquoteError, match="holds annotations of rules-"):
        spark.write(texts, path, parts=1)


def test_ids_and_dates_may_have_other_types(session):
    frame = session.sql(
        "select 7L as id, 'It opened last Tuesday.' as text, date'2023-03-15' as date, 'x' as other"
        " union all select 8L, 'It opened last Tuesday.', null, 'y'"
    )
    annotated = {row["id"]: row for row in spark.annotate(frame, date="2024-03-20").collect()}
    dates = {id: [fact["value"] for fact in row["facts"] if fact["type"] == "date"] for id, row in annotated.items()}
    assert dates == {"7": ["2023-03-14"], "8": ["2024-03-19"]}
    times = frame.selectExpr("id", "text", "timestamp'2023-03-15 23:59:00' as date").limit(1)
    assert "2023-03-14" in str(spark.annotate(times).collect())
