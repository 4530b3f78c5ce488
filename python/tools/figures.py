"""Measures the speed and memory of the package: `python tools/figures.py FOLDER CORPUS.jsonl…`.

Makes documents of about 500 words from the texts of corpora, and annotates them in one process and on Spark. Prints one
line of JSON per measurement. Runs again with the same FOLDER go on where they stopped. FIGURES.md explains the results.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import time
from pathlib import Path

WORDS = 500


def documents(corpora: list[Path], count: int) -> list[dict]:
    """Returns `count` documents: consecutive paragraphs, from a random place of a random text."""
    texts = []
    for path in corpora:
        for line in path.read_text(encoding="utf-8").splitlines():
            paragraphs = [one for one in json.loads(line)["text"].split("\n") if one.strip()]
            if sum(len(one.split()) for one in paragraphs) >= 150:
                texts.append(paragraphs)
    chance = random.Random(7)
    found = []
    for number in range(count):
        paragraphs = chance.choice(texts)
        start, words, taken = chance.randrange(len(paragraphs)), 0, []
        while words < WORDS and len(taken) < len(paragraphs):
            one = paragraphs[(start + len(taken)) % len(paragraphs)]
            taken.append(one)
            words += len(one.split())
        found.append({"id": f"{number:05}", "text": "\n\n".join(taken)})
    return found


def report(**values) -> None:
    print(json.dumps({**values, "load": round(os.getloadavg()[0], 1)}), flush=True)


def cpu() -> float:
    own = resource.getrusage(resource.RUSAGE_SELF)
    return own.ru_utime + own.ru_stime


def alone(rows: list[dict], jobs: int) -> None:
    """Annotates in a process of its own, so that its memory can be measured."""
    import pullquote

    pullquote.annotate("One.")
    words = sum(len(row["text"].split()) for row in rows)
    start, used = time.monotonic(), cpu()
    quotes = sum(len(one["attributions"]) for one in pullquote.annotate_many(rows, jobs=jobs))
    wall, used = time.monotonic() - start, cpu() - used
    report(
        run="process", jobs=jobs, documents=len(rows), words=words, attributions=quotes,
        wall_s=round(wall, 1), cpu_s=round(used, 1), words_per_s=round(words / wall), words_per_cpu_s=round(words / used),
        peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    )


def on_spark(rows: list[dict], workers: int, folder: Path) -> None:
    import pyspark
    from pyspark.sql import SparkSession

    from pullquote import spark

    os.environ.setdefault("SPARK_HOME", str(Path(pyspark.__file__).parent))
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["SPARK_WORKER_DIR"] = str(folder / "work")
    session = (
        SparkSession.builder.master(f"local-cluster[{workers},1,1024]")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.executorEnv.PYTHONPATH", os.environ.get("PYTHONPATH", ""))
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "256")
        .config("spark.sql.parquet.compression.codec", "zstd")
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )
    words = sum(len(row["text"].split()) for row in rows)
    frame = session.createDataFrame(rows, "id string, text string")
    path = str(folder / f"annotated-{workers}-{len(rows)}")
    start = time.monotonic()
    spark.write(frame, path, parts=max(16, len(rows) // 250))
    wall = time.monotonic() - start

    # The same Python processes serve the next job, and tell their use of CPU and memory.
    def use(batches):
        import pyarrow as pa

        for batch in batches:
            time.sleep(0.5)
            own = resource.getrusage(resource.RUSAGE_SELF)
            parent = Path(f"/proc/{os.getppid()}/stat").read_text().rsplit(")", 1)[1].split()[1]
            peak = [int(line.split()[1]) // 1024 for line in open(f"/proc/{parent}/status") if line.startswith("VmHWM")]
            row = [os.getpid(), own.ru_utime + own.ru_stime, own.ru_maxrss // 1024, peak[0]]
            yield pa.RecordBatch.from_pylist([dict(zip(("pid", "cpu", "mb", "java_mb"), row))] * batch.num_rows)

    told = session.range(0, 8, 1, 8).mapInArrow(use, "pid long, cpu double, mb long, java_mb long").distinct().collect()
    used = sum(row["cpu"] for row in {row["pid"]: row for row in told}.values())
    annotated = session.read.parquet(path)
    size = sum(file.stat().st_size for file in Path(path).rglob("*.parquet"))
    report(
        run="spark", workers=workers, documents=annotated.count(), words=words,
        attributions=annotated.selectExpr("sum(size(attributions))").first()[0],
        wall_s=round(wall, 1), python_cpu_s=round(used, 1), words_per_s=round(words / wall),
        words_per_cpu_s=round(words / used), python_peak_mb=max(row["mb"] for row in told),
        java_peak_mb=max(row["java_mb"] for row in told), parquet_mb=round(size / 1e6, 1),
    )
    session.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("corpora", type=Path, nargs="+")
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--only", help="one measurement: process-1, process-2, spark-1, spark-2")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    if options.only is None:
        for name in ("process-1", "process-2", "spark-1", "spark-2"):
            subprocess.run([sys.executable, *sys.argv, "--only", name], check=True)
        return
    rows = documents(options.corpora, options.documents)
    kind, number = options.only.split("-")
    if kind == "process":
        alone(rows, int(number))
    else:
        on_spark(rows, int(number), options.folder)


if __name__ == "__main__":
    main()
