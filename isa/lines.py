"""On which line of a JSON text does each part stand? And which names stand twice in one object?

Read only once something is wrong: a document without faults needs no line numbers. The reader is forgiving, bounded in
time by the length of the text and in memory by its depth: what is not JSON is refused elsewhere.
"""

import json
import re
from dataclasses import dataclass

from isa.canonical import DEEPEST

Path = tuple[str | int, ...]
"""The names and the numbers that lead to a part, from the whole document down."""

_PIECE = re.compile(r'"(?:[^"\\]+|\\.?)*"?|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_BEGINS, _ENDS, _NEXT, _IS = "{[", "}]", ",", ":"
_STEP = re.compile(r"\.([A-Za-z0-9_]+)|\[([0-9]+)\]")


@dataclass(frozen=True)
class Twice:
    """A name that stands twice in one object: its path, the line where it stood first, and the line where it stands."""

    path: Path
    first: int
    line: int


@dataclass
class _Open:
    """An object or a list that has not ended yet."""

    path: Path
    is_list: bool
    item: int = 0
    name: str | None = None

    def step(self) -> str | int | None:
        return self.item if self.is_list else self.name


class Lines:
    """The line of every part of one text, counted from 1."""

    def __init__(self, text: str) -> None:
        self.repeated: list[Twice] = []
        self._lines: dict[Path, int] = {(): 1}
        self._open: list[_Open] = []
        self._read(text)

    def of(self, path: Path) -> int:
        """The line of a part, or of the nearest part around it where it is missing."""
        for length in range(len(path), -1, -1):
            if path[:length] in self._lines:
                return self._lines[path[:length]]
        return 1

    def _read(self, text: str) -> None:
        line, read = 1, 0
        for found in _PIECE.finditer(text):
            line += text.count("\n", read, found.start())
            read = found.start()
            self._take(found[0], line)
            if len(self._open) > DEEPEST:
                return

    def _take(self, piece: str, line: int) -> None:
        inner = self._open[-1] if self._open else None
        if piece in _ENDS:
            del self._open[-1:]
        elif piece == _NEXT:
            if inner is not None:
                inner.item, inner.name = inner.item + 1, None
        elif piece == _IS:
            return
        elif inner is not None and not inner.is_list and inner.name is None and piece.startswith('"'):
            inner.name = _unquoted(piece)
            self._note((*inner.path, inner.name), line)
        else:
            self._value(piece, inner, line)

    def _value(self, piece: str, inner: _Open | None, line: int) -> None:
        step = inner.step() if inner is not None else None
        path = (*inner.path, step) if inner is not None and step is not None else ()
        if inner is not None and inner.is_list:
            self._note(path, line)
        if piece in _BEGINS:
            self._open.append(_Open(path, is_list=piece == _BEGINS[1]))

    def _note(self, path: Path, line: int) -> None:
        if path in self._lines:
            self.repeated.append(Twice(path, self._lines[path], line))
        else:
            self._lines[path] = line


def path_of(written: str) -> Path:
    """The steps of a path as faults write it: `$.rules[3].purposes`."""
    return tuple(name or int(number) for name, number in _STEP.findall(written))


def _unquoted(name: str) -> str:
    try:
        return str(json.loads(name))
    except ValueError:
        return name
