"""The link step on Spark, in its local mode: the pairs that share a token, weighed by our model's m and u."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


def spark_python() -> Path | None:
    """A Python that has pyspark and Splink: this one, the one of `.venv-spark`, or GOLDEN_THREAD_SPARK_PYTHON."""
    if importlib.util.find_spec("pyspark") and importlib.util.find_spec("splink"):
        return Path(sys.executable)
    own = Path(os.environ.get("GOLDEN_THREAD_SPARK_PYTHON") or ROOT / ".venv-spark" / "bin" / "python")
    return own if own.exists() else None


def test_spark_in_local_mode_links_a_tiny_sandbox(tmp_path: Path):
    python = spark_python()
    if python is None or shutil.which("java") is None:
        pytest.skip("Spark is not installed: it is an optional extra (deploy/requirements/spark.in) and needs Java 17.")
    command = [str(python), "-m", "deploy.bench.match.spark", "sandbox-400", str(tmp_path)]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=400)
    assert told.returncode == 0, told.stderr[-2000:]
    assert "pairs scored on Spark" in told.stdout
    assert float(told.stdout.split()[-1]) > 0.95
