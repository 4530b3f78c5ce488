"""Annotates archives on Apache Spark.

    from pullquote import spark

    articles = session.read.parquet("articles")          # id, text; optional: title, date
    spark.write(articles, "annotated")                   # restartable; Parquet
    tables = spark.tables(session.read.parquet("annotated"))
    tables.quotes.groupBy("speaker").count()

Each Python worker of Spark loads the engine once and keeps it for all batches and tasks that it works on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa
from pyspark import TaskContext
from pyspark.sql import functions as F
from pyspark.sql.pandas.types import from_arrow_schema
from pyspark.sql.types import IntegerType, StringType, StructField, StructType

from . import _native
from ._annotate import Date, Engine, RowError, _day, annotate_many
from ._native import PullquoteError
from .columns import FACTS, PEOPLE, QUOTES, Column, arrow_schema, article_row

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn
    from pyspark.sql import DataFrame

# Rows of a batch that a worker gives back: the annotations of more articles are not in its memory.
_ROWS_AT_ONCE = 64

# Columns that `write` adds: the task that wrote the row, and a digest of the article and the engine.
_PART = "part"
_SOURCE = "source"

_GIVEN = ("id", "text", "title", "date")


class Tables(NamedTuple):
    """One row per quote, person and fact, as `pullquote.to_rows` makes them; and the rows with an error."""

    quotes: DataFrame
    people: DataFrame
    facts: DataFrame
    errors: DataFrame


def schema() -> StructType:
    """Returns the schema of annotated articles: one row per article, with `people`, `attributions` and `facts` nested.

    It is made from the JSON Schema of the annotations; see `pullquote.columns`.
    """
    return from_arrow_schema(arrow_schema())


def annotate(articles: DataFrame, *, date: Date = None, engine: Engine = "full") -> DataFrame:
    """Annotates articles: a DataFrame with `text` and optionally `id`, `title` and `date`; other columns are dropped.

    The result has one row per article, by `schema()`. A row that cannot be annotated is kept with its `id` and `text`
    and the reason in `error`. `date` is the day of writing for articles that have none.
    """
    day = _checked(date, engine)
    return _given(articles).mapInArrow(_worker(day, engine, ()), schema())


def tables(annotated: DataFrame, *, stances: bool = False) -> Tables:
    """Explodes annotated articles. The column `article` holds the id of the article.

    Stances (approved, believed, feared) are no quotes; `stances=True` includes them.
    """
    quotes = _exploded(annotated, "attributions", QUOTES)
    return Tables(
        quotes=quotes if stances else quotes.where(F.col("kind") != "stance"),
        people=_exploded(annotated, "people", PEOPLE),
        facts=_exploded(annotated, "facts", FACTS),
        errors=annotated.where(F.col("error").isNotNull()).select("id", "text", "error"),
    )


def write(
    articles: DataFrame, path: str, *, parts: int | None = None, date: Date = None, engine: Engine = "full"
) -> None:
    """Annotates articles into a folder of Parquet files. A second call goes on where the first one stopped.

    Each task works on one of `parts` shares of the articles and writes one file, at once when it is done. After a
    failure, call `write` again: it annotates only the articles that are in no file. An article whose text, title or
    date has changed since is annotated again. `parts` is 4 per core of the cluster by default; more parts lose less
    work in a failure.

    The files have the columns of `schema()` and `source`, a digest of the article. The folders `part=…` name the tasks.
    """
    day = _checked(date, engine)
    session = articles.sparkSession
    model = _native.model(engine)
    given = _given(articles)
    source = F.sha2(F.to_json(F.struct(*(F.col(name) for name in given.columns), F.lit(day).alias("day"))), 256)
    todo = given.withColumn(_SOURCE, source)
    done = _done(articles, path, model)
    if done is not None:
        todo = todo.join(done, _SOURCE, "left_anti")
    count = parts or 4 * max(session.sparkContext.defaultParallelism, 1)
    written = StructType([*schema().fields, StructField(_SOURCE, StringType()), StructField(_PART, IntegerType())])
    # Equal rows have one digest, hence one task: either all of them are in a file, or none is.
    annotated = todo.repartition(count, _SOURCE).mapInArrow(_worker(day, engine, (_SOURCE, _PART)), written)
    (
        annotated.write.mode("append")
        .partitionBy(_PART)
        # A finished task moves its file into the folder. The default moves all files at the end of the job, and a job
        # that fails before it loses the work of all tasks.
        .option("mapreduce.fileoutputcommitter.algorithm.version", "2")
        .parquet(path)
    )


def _done(articles: DataFrame, path: str, model: str) -> DataFrame | None:
    """Returns the digests of the articles in the folder."""
    session = articles.sparkSession
    try:
        before = session.read.parquet(path)
    except Exception as error:
        # A folder that is missing, or that no task has written to yet.
        if any(name in str(error) for name in ("PATH_NOT_FOUND", "UNABLE_TO_INFER_SCHEMA")):
            return None
        raise
    if _SOURCE not in before.columns or "model" not in before.columns:
        raise PullquoteError(f"{path} holds other files than annotations; choose another folder")
    other = before.where(F.col("model") != model).select("model").first()
    if other is not None:
        raise PullquoteError(f"{path} holds annotations of {other[0]}, this is {model}; choose another folder")
    return before.select(_SOURCE)


def _checked(date: Date, engine: Engine) -> str | None:
    """Returns the day. Wrong options raise here, on the driver."""
    _native.model(engine)
    day = _day(date)
    _native.annotate(b'{"text": ""}', day, "rules")
    return day


def _given(articles: DataFrame) -> DataFrame:
    """Returns the columns that the engine reads, as texts."""
    if "text" not in articles.columns:
        raise PullquoteError(f"no column \"text\"; the columns are {', '.join(articles.columns)}")
    types = dict(articles.dtypes)
    if types["text"] != "string":
        raise PullquoteError(f"the column \"text\" holds {types['text']}, not texts")

    def column(name: str) -> SparkColumn:
        # Of a time, only the day counts.
        day = name == "date" and types[name].startswith("timestamp")
        return (F.to_date(name) if day else F.col(name)).cast("string").alias(name)

    return articles.select([column(name) for name in _GIVEN if name in types])


def _exploded(annotated: DataFrame, field: str, columns: tuple[Column, ...]) -> DataFrame:
    one = annotated.select(F.col("id").alias("article"), F.explode(field).alias("one"))
    return one.select("article", *(F.col("one").getField(column.name).alias(column.name) for column in columns))


def _worker(
    day: str | None, engine: Engine, added: tuple[str, ...]
) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """Returns the function that runs in the workers: Arrow batches of articles → Arrow batches of annotations."""

    def work(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        types = {_SOURCE: pa.string(), _PART: pa.int32()}
        columns = pa.schema([*arrow_schema(), *(pa.field(name, types[name]) for name in added)])
        context = TaskContext.get()
        part = context.partitionId() if context is not None else 0
        for batch in batches:
            for start in range(0, batch.num_rows, _ROWS_AT_ONCE):
                rows = batch.slice(start, _ROWS_AT_ONCE).to_pylist()
                done = [
                    {**_row(row, result), _SOURCE: row.get(_SOURCE), _PART: part}
                    for row, result in zip(rows, annotate_many(rows, jobs=1, date=day, engine=engine))
                ]
                yield pa.RecordBatch.from_pylist(done, schema=columns)

    return work


def _row(row: dict[str, Any], result: Any) -> dict[str, Any]:
    if isinstance(result, RowError):
        return {"id": row.get("id"), "text": row["text"], "title": row.get("title"), "error": result.reason}
    return article_row(result)
