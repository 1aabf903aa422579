"""`python3 -m deploy bench NAME`: finds the bench in this folder and hands its arguments over.

A bench is a module here, or a folder with a `__main__`, that has a function `main(arguments: list[str]) -> int | None`;
the first line of its docstring is what the list says of it. Other modules here are parts of benches and not listed.
"""

import ast
import importlib
import sys
from pathlib import Path
from typing import NamedTuple


def main(arguments: list[str]) -> int:
    """Run the bench that `arguments` begin with, or list them all, and return the exit code."""
    benches = find(Path(__file__).parent)
    if not arguments or arguments[0] in ("-h", "--help"):
        print(overview(benches))
        return 0
    name, *rest = arguments
    if name not in benches:
        print(f"There is no bench {name!r}.\n\n{overview(benches)}", file=sys.stderr)
        return 2
    try:
        return importlib.import_module(benches[name].module).main(rest) or 0
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130


class Bench(NamedTuple):
    """One bench: the module to import, and the line that says what it measures."""

    module: str
    line: str


def find(folder: Path) -> dict[str, Bench]:
    """Each bench in the folder by name. Nothing is imported."""
    paths = {path.stem: path for path in folder.glob("[!_]*.py")}
    paths |= {path.parent.name: path for path in folder.glob("[!_]*/__main__.py")}
    trees = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in sorted(paths.items())}
    return {
        name: Bench(_module(folder, paths[name]), (ast.get_docstring(tree) or "").split("\n")[0])
        for name, tree in trees.items()
        if has_main(tree)
    }


def _module(folder: Path, path: Path) -> str:
    return ".".join(("deploy.bench", *path.relative_to(folder).with_suffix("").parts))


def has_main(tree: ast.Module) -> bool:
    """Whether the module defines a function called `main`."""
    return any(isinstance(node, ast.FunctionDef) and node.name == "main" for node in tree.body)


def overview(benches: dict[str, Bench]) -> str:
    """The benches, one line each."""
    lines = [f"  {name:<10}{bench.line}" for name, bench in benches.items()] or ["  (none yet)"]
    return "\n".join(["usage: python3 -m deploy bench NAME [OPTIONS]", "", *lines])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
