"""The locks: every requirement pinned with its hashes, for every platform, with no index named.

`lock` makes them from the `.in` files; `check` tells whether they still say the same. Standard library only.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from deploy.installing import environment_for_uv, pins
from deploy.paths import PYTHON, REQUIREMENTS, locked, wanted

NAMES = ("bootstrap", "run", "test", "bench", "spark")
CONSTRAINTS = {"test": "run", "bench": "run", "spark": "run"}
"""These are pinned within `run`, so that what is tested and measured is what people run."""

FLAGS = (
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-header",
    "--no-annotate",
    "--quiet",
)


def run(arguments: list[str]) -> int:
    """The verb `lock`: pin again, keeping the versions unless told to upgrade."""
    options = argparse.ArgumentParser(prog="python3 -m deploy lock", description=__doc__)
    options.add_argument("--upgrade", action="store_true", help="take the newest versions that fit together")
    upgrade = options.parse_args(arguments).upgrade
    for name in NAMES:
        if compile_lock(name, REQUIREMENTS, upgrade=upgrade) != 0:
            print(f"{locked(name).name} was left as it is.", file=sys.stderr)
            return 1
        print(f"{locked(name).name}: {pins(locked(name))} packages")
    return 0


def compile_lock(name: str, folder: Path, *, upgrade: bool = False) -> int:
    """Pin `folder/name.in` into `folder/name.txt` with uv, and return its exit code."""
    command: list[str | Path] = [PYTHON.with_name("uv"), "pip", "compile", *FLAGS, "--python", PYTHON]
    if name in CONSTRAINTS:
        command += ["-c", folder / locked(CONSTRAINTS[name]).name]
    if upgrade:
        command.append("--upgrade")
    command += [folder / wanted(name).name, "-o", folder / locked(name).name]
    silent = subprocess.DEVNULL
    return subprocess.run(command, env=environment_for_uv(), stdout=silent, check=False).returncode


def check() -> int:
    """Pin again in a folder of its own and compare: 0 if every lock is what its `.in` file asks for."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for path in (*map(wanted, NAMES), *map(locked, NAMES)):
            shutil.copy(path, folder)
        return max(check_one(name, folder) for name in NAMES)


def check_one(name: str, folder: Path) -> int:
    """Compare one lock with itself pinned again, and say so where they differ."""
    if compile_lock(name, folder) != 0:
        print(f"{locked(name).name}: uv could not pin it again (its words are above; it needs the package index).")
        return 1
    if (folder / locked(name).name).read_bytes() == locked(name).read_bytes():
        return 0
    print(f"{locked(name).name} is not what {wanted(name).name} asks for. Run: python3 -m deploy lock")
    return 1
