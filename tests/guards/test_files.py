"""A file has one subject, opens by saying which, is short, and is called by a word that means something."""

import ast
import re
import statistics
from pathlib import Path

LONGEST = 400
MEDIAN = 130
MEDIAN_FUNCTION = 10
EMPTY_ROLES = {"util", "utils", "helper", "helpers", "manager", "handler", "processor", "misc", "stuff"}
"""Words that say nothing wherever they stand in a name."""
EMPTY_THINGS = {"data", "info", "base", "common"}
"""Words that say nothing as a name's last: a data key is something, client data is not."""
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
READABLE = {".py", ".rego", ".html", ".jinja", ".sh", ".toml", ".md", ".css", ".js", ".mako"}


def long_ones(paths: list[Path]) -> list[str]:
    sizes = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    return [f"{path}: {lines} lines" for path, lines in sizes.items() if lines > LONGEST]


def opens_with_a_docstring(source: str) -> bool:
    return bool((ast.get_docstring(ast.parse(source)) or "").strip())


def meaningless(name: str) -> bool:
    """Whether the name of a module or class leaves a reader no wiser."""
    words = [word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)]
    return not EMPTY_ROLES.isdisjoint(words) or (words[-1:] != [] and words[-1] in EMPTY_THINGS)


def bodies(source: str) -> list[int]:
    """The length of each function without its docstring, in lines."""
    functions = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    lengths = []
    for function in functions:
        body = function.body[1:] if ast.get_docstring(function) else function.body
        lengths.append((body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0)
    return lengths


def test_no_file_is_longer_than_400_lines(ours: list[Path]) -> None:
    assert long_ones([path for path in ours if path.suffix in {".py", ".rego", ".html", ".jinja"}]) == []


def test_half_of_the_files_are_short(sources: list[Path]) -> None:
    modules = [path for path in sources if path.name != "__init__.py"]
    assert statistics.median(len(path.read_text(encoding="utf-8").splitlines()) for path in modules) <= MEDIAN


def test_half_of_the_functions_are_no_longer_than_ten_lines(sources: list[Path]) -> None:
    assert statistics.median(n for path in sources for n in bodies(path.read_text(encoding="utf-8"))) <= MEDIAN_FUNCTION


def test_every_python_file_opens_with_what_it_answers_for(sources: list[Path], tests: list[Path]) -> None:
    silent = [path for path in sources + tests if not opens_with_a_docstring(path.read_text(encoding="utf-8"))]
    assert silent == []


def test_every_rego_file_opens_with_what_it_answers_for(ours: list[Path]) -> None:
    policies = [path for path in ours if path.suffix == ".rego"]
    assert [path for path in policies if not path.read_text(encoding="utf-8").startswith("#")] == []


def test_no_module_or_class_has_a_name_that_says_nothing(sources: list[Path]) -> None:
    named = [str(path) for path in sources if meaningless(path.stem)]
    for path in sources:
        classes = [n.name for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.ClassDef)]
        named += [f"{path}: {name}" for name in classes if meaningless(name)]
    assert named == []


def test_nothing_is_left_marked_as_unfinished(ours: list[Path]) -> None:
    readable = [path for path in ours if path.suffix in READABLE]
    assert [path for path in readable if UNFINISHED.search(path.read_text(encoding="utf-8"))] == []


def test_a_file_that_breaks_a_rule_is_noticed(tmp_path: Path) -> None:
    long = tmp_path / "long.py"
    long.write_text("x = 1\n" * (LONGEST + 1))
    assert long_ones([long]) == [f"{long}: 401 lines"]
    assert not opens_with_a_docstring("import os\n'''late'''\n")
    assert not opens_with_a_docstring('""" """\n')
    assert meaningless("record_utils") and meaningless("KeyManager") and meaningless("HTTPHandler")
    assert meaningless("client_data") and meaningless("common") and meaningless("TableBase")
    assert not meaningless("database") and not meaningless("DataKey") and not meaningless("__init__")
    assert UNFINISHED.search("# TO" + "DO: later")
    assert bodies('def f():\n    """Say."""\n    a = 1\n    return a\n') == [2]
