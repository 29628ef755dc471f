"""Rows of `links resolve`: merchant and cluster, as JSON lines, CSV or Parquet; and clusters of an earlier run, read
back."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from merchant_compliance.errors import InputError, Problem, wrong
from merchant_compliance.text import Text

COLUMNS = ("merchant_id", "cluster_id")
PIPE = "-"


def write_clusters(found: Mapping[str, str], out: Path | None, ending: str = ".jsonl") -> None:
    """To a file, or as JSON lines to standard output."""
    if out is None or ending == ".jsonl":
        text = "".join(
            json.dumps(dict(zip(COLUMNS, row, strict=True)), ensure_ascii=False) + "\n" for row in found.items()
        )
        if out is None:
            sys.stdout.write(text)
        else:
            out.write_text(text, encoding="utf-8")
        return
    if ending == ".parquet":
        columns = [pa.array(list(column), pa.string()) for column in (found.keys(), found.values())]
        pq.write_table(pa.table(columns, list(COLUMNS)), out, compression="zstd")
    else:
        with out.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows([COLUMNS, *found.items()])


def read_clusters(file: Path) -> dict[str, str]:
    """Cluster ids by merchant id, of a file that `write_clusters` wrote. Raises `InputError` for any other."""
    try:
        table = _table(file)
        ids, clusters = (table[name].cast(pa.string()).to_pylist() for name in COLUMNS)
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException) as error:
        raise InputError(_unreadable(file, str(error))) from None
    return {merchant: cluster for merchant, cluster in zip(ids, clusters, strict=True) if merchant and cluster}


def _table(file: Path) -> pa.Table:
    if file.suffix == ".parquet":
        return pq.read_table(file, columns=list(COLUMNS))
    if file.suffix == ".csv":
        texts = pacsv.ConvertOptions(column_types=dict.fromkeys(COLUMNS, pa.string()), include_columns=list(COLUMNS))
        return pacsv.read_csv(file, convert_options=texts)
    if file.suffix != ".jsonl":
        raise wrong(
            "unknown-format",
            Text(f"不认识的文件格式“{file.suffix}”", f"unknown file format `{file.suffix}`"),
            mend=Text("可用：.jsonl、.csv、.parquet", "known: .jsonl, .csv, .parquet"),
        )
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    return pa.table({name: pa.array([str(row[name]) for row in rows], pa.string()) for name in COLUMNS})


def _unreadable(file: Path, detail: str) -> Problem:
    return Problem(
        "unreadable-clusters",
        Text("这不是 links resolve 写出的文件", "this is no file that `links resolve` wrote"),
        Text(detail, detail),
        Text("需要 merchant_id 和 cluster_id 两列", "it needs the columns merchant_id and cluster_id"),
        file=str(file),
    )
