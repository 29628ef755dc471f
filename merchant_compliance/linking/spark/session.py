"""A Spark session, or what is missing for one."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from merchant_compliance.errors import InputError, wrong
from merchant_compliance.text import Text

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

NAME = "merchant-compliance"
LOCAL = "local[*]"
QUIET = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "8",
    "spark.log.level": "ERROR",
}
"""For a session of this machine alone; a cluster has settings of its own."""


def missing() -> InputError | None:
    """What Spark lacks here, or None."""
    try:
        import pyspark  # noqa: F401
    except ImportError:
        return wrong(
            "missing-extra",
            Text("未安装 PySpark", "PySpark is not installed"),
            mend=Text('运行 pip install "merchant-compliance[spark]"', 'run pip install "merchant-compliance[spark]"'),
        )
    if not _java():
        return wrong(
            "no-java",
            Text("未找到 Java", "there is no Java"),
            why=Text("Spark 在 Java 上运行", "Spark runs on Java"),
            mend=Text("安装 Java 17 或更新版本，并设置 JAVA_HOME", "install Java 17 or later and set JAVA_HOME"),
        )
    return None


def _java() -> bool:
    home = os.environ.get("JAVA_HOME", "")
    return bool(home and (Path(home) / "bin" / "java").exists()) or shutil.which("java") is not None


def session(master: str = LOCAL, **settings: str) -> SparkSession:
    """The session that runs, the one that `spark-submit` configures, or one of this machine, by default on all cores.

    Raises `InputError` where PySpark or Java is missing.
    """
    if problem := missing():
        raise problem
    from pyspark.conf import SparkConf
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName(NAME)
    if not SparkConf().contains("spark.master"):
        builder = builder.master(master)
        for name, value in {**QUIET, **settings}.items():
            builder = builder.config(name, value)
    return builder.getOrCreate()
