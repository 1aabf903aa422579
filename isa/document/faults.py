"""What is wrong with a document, where, and what is to be done about it?"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a document: the JSON path, what to do about it, and the line where it stands."""

    path: str
    advice: str
    line: int | None = None
    """Counted from 1; the line of the part that holds it where something is missing. None before `isa.reading`."""

    def __str__(self) -> str:
        place = self.path if self.line is None else f"line {self.line}, {self.path}"
        return f"{place}: {self.advice}"


class AgreementRefused(Exception):
    """The document shares nothing until every fault is mended."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(str(fault) for fault in faults))
        self.faults = faults
