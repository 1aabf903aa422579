"""Which Rego may decide? Only what calls nothing but allowed built-ins, never comes back to itself, and says one thing.

OPA finds recursion itself, and two values of one rule when it meets them; rego-cpp does neither before it is too late.
So both are looked for in the text, before a bundle is made of it, by a rule of the house that is stricter than Rego's:
a rule that has a value is written once.
"""

import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

REGO = Path(__file__).with_name("rego")
CAPABILITIES = Path(__file__).with_name("capabilities.json")

_CALL = re.compile(r"\b([a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*)\(")
_FUNCTION = re.compile(r"^([a-z_][a-z0-9_]*)\(", re.MULTILINE)
_TEXT_OR_COMMENT = re.compile(r'"(?:[^"\\]|\\.)*"|`[^`]*`|#[^\n]*')
_PACKAGE = re.compile(r"^package +([a-z_][a-z0-9_.]*)", re.MULTILINE)
_IMPORT = re.compile(r"^import +data\.([a-z_][a-z0-9_.]*)$", re.MULTILINE)
_HEAD = re.compile(r"^(?P<default>default +)?(?P<name>[a-z_][a-z0-9_]*)(?P<rest>[^\n]*)", re.MULTILINE)
_NAME = re.compile(r"(?<![\w.])[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*")


class BundleRefused(Exception):
    """The Rego does what it must not, or the agreements contradict themselves. Nothing is decided by it."""


def allowed_builtins() -> frozenset[str]:
    """The built-ins that a policy may use."""
    declared = json.loads(CAPABILITIES.read_text("utf-8"))["builtins"]
    return frozenset(str(builtin["name"]) for builtin in declared)


@lru_cache(maxsize=1)
def read_modules() -> tuple[tuple[str, str], ...]:
    """Name and text of every policy that ships with the product, in the order of their names.

    Raises:
        BundleRefused: one of them may not decide.
    """
    paths = [path for path in sorted(REGO.glob("*.rego")) if not path.name.endswith("_test.rego")]
    modules = tuple((path.name, path.read_text("utf-8")) for path in paths)
    refuse_unsound(modules)
    return modules


def refuse_unsound(modules: Iterable[tuple[str, str]]) -> None:
    """Refuse policies that together may not decide.

    Raises:
        BundleRefused: a forbidden call, a rule that comes back to itself, or one that could have two values.
    """
    sources = {name: _TEXT_OR_COMMENT.sub('""', source) for name, source in modules}
    functions = frozenset(found for source in sources.values() for found in _FUNCTION.findall(source))
    for name, source in sources.items():
        refuse_forbidden_builtins(name, source, functions)
        _refuse_two_values(name, source)
    _refuse_recursion(sources)


def refuse_forbidden_builtins(name: str, source: str, functions: frozenset[str]) -> None:
    """Refuse a module that calls anything but the allowed built-ins and the policies' own functions.

    Raises:
        BundleRefused: it does, and the message names the call.
    """
    code = _TEXT_OR_COMMENT.sub('""', source)
    if re.search(r"\bwith\b", code) and not name.endswith("_test.rego"):
        raise BundleRefused(f"{name} replaces input or data by `with`: take that out")
    for call in _CALL.findall(code):
        if call not in allowed_builtins() and call.rpartition(".")[2] not in functions:
            raise BundleRefused(f"{name} calls {call}, which is not on the allow-list: take it out")


def _refuse_two_values(name: str, code: str) -> None:
    """A rule with a value is written once; one that is only true or undefined may be written several times."""
    seen: set[str] = set()
    for head, line, default, _ in _rules(code):
        if default:
            continue
        valued = ":=" in line or re.search(r"[^:=!<>]=[^=]", line) is not None
        if head in seen and valued:
            raise BundleRefused(f"{name} gives {head} a value twice: write one rule, with else between its cases")
        if valued:
            seen.add(head)


def _refuse_recursion(sources: Mapping[str, str]) -> None:
    uses = _uses(sources)
    done: set[str] = set()
    for start in uses:
        _follow(start, uses, [], done)


def _follow(rule: str, uses: Mapping[str, frozenset[str]], path: list[str], done: set[str]) -> None:
    if rule in path:
        raise BundleRefused(f"{' uses '.join([*path[path.index(rule) :], rule])}: a rule must not come back to itself")
    if rule in done:
        return
    for used in sorted(uses[rule]):
        _follow(used, uses, [*path, rule], done)
    done.add(rule)


def _uses(sources: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Which rules each rule speaks of, by package and name. A parameter of a rule's name counts as that rule."""
    spoken: dict[str, set[str]] = {}
    for code in sources.values():
        package = _package(code)
        short = {path.rpartition(".")[2]: path for path in _IMPORT.findall(code)}
        for head, _, _, body in _rules(code):
            found = (_full(name, package, short) for name in _NAME.findall(body))
            spoken.setdefault(f"{package}.{head}", set()).update(one for names in found for one in names)
    return {rule: frozenset(found & set(spoken)) for rule, found in spoken.items()}


def _package(code: str) -> str:
    found = _PACKAGE.search(code)
    return found[1] if found else ""


def _full(name: str, package: str, short: Mapping[str, str]) -> Iterable[str]:
    """The rules that a dotted name may mean: every beginning of it, in this package, an imported one or from `data`."""
    first, _, rest = name.partition(".")
    path = rest if first == "data" else f"{short[first]}.{rest}" if first in short else f"{package}.{name}"
    steps = path.split(".")
    return (".".join(steps[:end]) for end in range(1, len(steps) + 1))


def _rules(code: str) -> Iterable[tuple[str, str, bool, str]]:
    """Every rule of a module: its name, the line of its head, whether it is a default, and its whole text."""
    heads = [found for found in _HEAD.finditer(code) if found["name"] not in {"package", "import"}]
    for head, after in zip(heads, [*heads[1:], None], strict=True):
        text = code[head.start() : after.start() if after else len(code)]
        yield head["name"], head["rest"], bool(head["default"]), text[head.end("name") - head.start() :]
