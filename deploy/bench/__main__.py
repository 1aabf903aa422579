"""`python3 -m deploy bench NAME`: finds the bench in this folder and hands its arguments over.

A bench is a module here with a function `main(arguments: list[str]) -> int | None`; the first line of its docstring is
what the list says of it. Other modules here are parts of benches and are not listed.
"""

import ast
import importlib
import sys
from pathlib import Path


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
        return importlib.import_module(f"deploy.bench.{name}").main(rest) or 0
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130


def find(folder: Path) -> dict[str, str]:
    """Each bench in the folder by name, with the line that says what it measures. Nothing is imported."""
    trees = {path.stem: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("[!_]*.py"))}
    return {name: (ast.get_docstring(tree) or "").split("\n")[0] for name, tree in trees.items() if has_main(tree)}


def has_main(tree: ast.Module) -> bool:
    """Whether the module defines a function called `main`."""
    return any(isinstance(node, ast.FunctionDef) and node.name == "main" for node in tree.body)


def overview(benches: dict[str, str]) -> str:
    """The benches, one line each."""
    lines = [f"  {name:<10}{line}" for name, line in benches.items()] or ["  (none yet)"]
    return "\n".join(["usage: python3 -m deploy bench NAME [OPTIONS]", "", *lines])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
