"""Importing a module of ours does nothing but define: no file, no socket, no process, no database."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

RUN_WHEN_IMPORTED = ("__main__", "service.store.migrations")
"""Programs, and the migrations that Alembic runs by importing them."""

WATCH = """
import importlib, json, sys
root, names = sys.argv[1], sys.argv[2:]
sys.path.insert(0, root)
WATCHED = {"open", "sqlite3.connect", "subprocess.Popen", "os.mkdir", "os.listdir", "os.scandir", "os.remove",
           "os.rename", "socket.connect", "socket.bind", "socket.__new__", "os.system", "os.putenv"}
heard = []
def ours(frame):
    return frame.f_code.co_filename.startswith(root + "/") and "/.venv/" not in frame.f_code.co_filename
def listen(event, arguments):
    if event not in WATCHED:
        return
    frame = sys._getframe(1)
    while frame and not frame.f_code.co_filename.startswith("<frozen importlib"):
        if "/pydantic/plugin/" in frame.f_code.co_filename:
            return  # pydantic looks for its plugins once, when the first model is defined
        if ours(frame):
            heard.append([event, frame.f_code.co_filename, frame.f_lineno])
            return
        frame = frame.f_back
sys.addaudithook(listen)
for name in names:
    importlib.import_module(name)
print(json.dumps(heard))
"""


def heard(root: Path, names: list[str]) -> list[list[object]]:
    """Import the modules in a Python of their own and return what they did on the way, with file and line."""
    run = [sys.executable, "-I", "-c", WATCH, str(root), *names]
    told = subprocess.run(run, cwd=root, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    assert told.stdout.count("\n") == 1, f"something was printed: {told.stdout}"
    return json.loads(told.stdout)


def dotted(path: Path, root: Path) -> str:
    return ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")


def test_importing_does_nothing_but_define(root: Path, sources: list[Path]) -> None:
    names = [dotted(path, root) for path in sources]
    assert heard(root, [name for name in names if not any(mark in name for mark in RUN_WHEN_IMPORTED)]) == []


@pytest.mark.parametrize(
    "line",
    [
        "import pathlib; TEXT = pathlib.Path(__file__).read_text()",
        "import sqlite3; LINK = sqlite3.connect(':memory:')",
        "import socket; DOOR = socket.socket()",
        "import subprocess, sys; subprocess.run([sys.executable, '-c', ''])",
    ],
)
def test_a_module_that_does_something_is_noticed(tmp_path: Path, line: str) -> None:
    (tmp_path / "loud.py").write_text(f"import json\n{line}\n")
    events = heard(tmp_path, ["loud"])
    assert events
    assert {event[1] for event in events} == {str(tmp_path / "loud.py")}
