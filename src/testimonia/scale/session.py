"""A Spark session on this machine, set up so that its workers find this Python and nothing is written beside the installation."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

from testimonia.errors import InputError, MissingExtra

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def need_spark(what: str) -> None:
    """See that PySpark and Java are there, before anything is read; ``what`` is it that needs them ("Tracing on Spark").

    Raises:
        MissingExtra: PySpark is not installed.
        InputError: there is no Java runtime.
    """
    if find_spec("pyspark") is None:
        raise MissingExtra(what, "spark")
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        raise InputError(
            "Spark needs a Java runtime, and none was found.", "On Debian or Ubuntu: sudo apt-get install default-jre-headless"
        )


def local_session(master: str = "local[2]", partitions: int = 4) -> SparkSession:
    """A session on this machine; ``local-cluster[2,1,1024]`` starts two worker processes of their own.

    Raises:
        MissingExtra: PySpark is not installed.
        InputError: there is no Java runtime.
    """
    need_spark("A Spark session")
    with without_pandas_warning():
        from pyspark.sql import SparkSession

    # Executors take `python3` from PATH unless this is set in the environment; the setting of the same name does not reach them.
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    # Workers would otherwise write into site-packages.
    os.environ.setdefault("SPARK_WORKER_DIR", tempfile.mkdtemp(prefix="testimonia-spark-"))
    builder = SparkSession.builder.master(master).appName("testimonia")
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": str(partitions),
        "spark.default.parallelism": str(partitions),
        # A partition is one array for the functions of the ordinary engine; adaptive coalescing would only move the borders about.
        "spark.sql.adaptive.enabled": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.warehouse.dir": os.environ["SPARK_WORKER_DIR"],
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    with without_pandas_warning():
        session: SparkSession = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


@contextmanager
def without_pandas_warning() -> Iterator[None]:
    """PySpark warns that it does not know pandas 3; nothing here goes through pandas, only Arrow tables do."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas", category=FutureWarning)
        yield
