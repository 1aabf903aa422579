"""A statement is declared once, in SQLAlchemy Core, and compiled once for each engine.

The hot path then goes straight to the driver: building and compiling a statement costs more than running it.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ClauseElement, bindparam
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.sql.elements import BindParameter

_postgresql: Callable[..., Dialect] = PGDialect_psycopg
SQLITE: Dialect = SQLiteDialect_pysqlite(paramstyle="qmark")
POSTGRESQL: Dialect = _postgresql(paramstyle="format")


class Statement:
    """One statement with its parameters in order. Values go to the driver as they are: integers, text and bytes."""

    def __init__(self, declared: ClauseElement) -> None:
        self._declared = declared
        self._compiled: dict[str, str] = {}

    def sql(self, dialect: Dialect) -> str:
        """The text for one engine, with `?` or `%s` where the parameters go."""
        found = self._compiled.get(dialect.name)
        if found is None:
            found = self._compiled[dialect.name] = self._compile(dialect)
        return found

    def _compile(self, dialect: Dialect) -> str:
        compiled = self._declared.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
        if not _in_order(list(getattr(compiled, "positiontup", None) or [])):
            raise ValueError("The parameters of a statement must stand in the order p0, p1, p2.")
        return str(compiled)


class Family:
    """Statements that differ only in how many values they take, such as `IN (...)`, each made when first wanted.

    `sizes` are the numbers of values for which there is a statement; fewer values are padded with the last of them.
    """

    def __init__(self, build: Callable[[int], ClauseElement], sizes: Sequence[int]) -> None:
        self._build = build
        self._sizes = sizes
        self._made: dict[int, Statement] = {}
        self._fits: dict[int, tuple[Statement, int]] = {}

    @property
    def largest(self) -> int:
        """How many values one statement takes at most."""
        return self._sizes[-1]

    def fit(self, values: Sequence[Any]) -> tuple[Statement, Sequence[Any]]:
        """The statement for these values, and the values padded to its size. There is at least one value."""
        statement, missing = self._fits.get(len(values)) or self._fit(len(values))
        return (statement, [*values, *[values[-1]] * missing]) if missing else (statement, values)

    def parts(self, values: Sequence[Any]) -> list[tuple[Statement, Sequence[Any]]]:
        """`fit` of as many values at a time as one statement takes; nothing where there are no values."""
        most = self._sizes[-1]
        if len(values) > most:
            return [self.fit(values[start : start + most]) for start in range(0, len(values), most)]
        return [self.fit(values)] if values else []

    def _fit(self, count: int) -> tuple[Statement, int]:
        size = next(size for size in self._sizes if size >= count)
        statement = self._made.get(size)
        if statement is None:
            statement = self._made[size] = Statement(self._build(size))
        fits = self._fits[count] = statement, size - count
        return fits


def place(position: int, type_: Any = None) -> BindParameter[Any]:
    """The parameter at one position, counted from 0."""
    return bindparam(f"p{position}", type_=type_)


def _in_order(names: list[str]) -> bool:
    return names == [f"p{position}" for position in range(len(names))]
