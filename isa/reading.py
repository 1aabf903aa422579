"""Is this text an agreement? Parsed once, shaped by `isa.document`, checked by `isa.checks`; else refused whole.

Every fault names its line, its path and what to do. Time and memory are bounded: by the size of the text, by its depth,
by the length of every list in the models, and by how many faults are told at once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from pydantic import ValidationError

from isa.canonical import DEEPEST, NotCanonical, RepeatedName, canonical, parse
from isa.checks import faults
from isa.document.faults import AgreementRefused, Fault
from isa.document.whole import Agreement
from isa.lines import Lines, Path, path_of
from isa.shape import shape_faults, written_path
from isa.vocabulary import Vocabulary

LARGEST_BYTES = 1_000_000
"""An agreement of eighty rules is under 100 kB."""
MOST_FAULTS = 100
"""Nobody mends more at once; the rest is told when these are mended."""
UNWRITTEN = "[WRITE"
"""What a skeleton puts where somebody has still to write."""


def read_agreement(text: str | bytes, vocabulary: Vocabulary) -> Agreement:
    """Make an Agreement of a document.

    Raises:
        AgreementRefused: it is too large, not JSON of one meaning, of another shape, or does not hold together.
    """
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(raw) > LARGEST_BYTES:
        raise AgreementRefused((Fault("$", f"is larger than {LARGEST_BYTES} bytes; split it into flows", 1),))
    document = _parsed(raw)
    try:
        agreement = Agreement.model_validate_json(raw)
    except ValidationError as fault:
        raise AgreementRefused(_told(shape_faults(fault, document), document, raw)) from fault
    found = _told(faults(agreement, vocabulary), document, raw)
    if found:
        raise AgreementRefused(found)
    return agreement


def _parsed(raw: bytes) -> object:
    try:
        document = parse(raw)
    except RepeatedName as fault:
        raise AgreementRefused(tuple(islice(_repeated(raw), MOST_FAULTS)) or (Fault("$", str(fault), 1),)) from fault
    except NotCanonical as fault:
        raise AgreementRefused((Fault("$", str(fault), fault.line or 1),)) from fault
    try:
        canonical(document)
    except NotCanonical as fault:
        found = tuple(islice(_without_one_meaning(document), MOST_FAULTS)) or (Fault("$", str(fault)),)
        raise AgreementRefused(_placed(found, raw)) from fault
    return document


def _repeated(raw: bytes) -> Iterator[Fault]:
    for twice in Lines(raw.decode("utf-8", "replace")).repeated:
        yield Fault(written_path(twice.path), f"stands already, on line {twice.first}; keep one (twice)", twice.line)


def _without_one_meaning(document: object) -> Iterator[Fault]:
    """Every number and text that two readers of JSON could take for different values (RFC 8785)."""
    for path, value in _leaves(document):
        try:
            canonical(value)
        except NotCanonical as fault:
            yield Fault(written_path(path), str(fault))


def _told(found: Iterable[Fault], document: object, raw: bytes) -> tuple[Fault, ...]:
    """The faults with their lines: first what nobody has written yet, and of the same place nothing else."""
    unwritten = {fault.path: fault for fault in islice(_unwritten(document), MOST_FAULTS)}
    others = islice((fault for fault in found if fault.path not in unwritten), MOST_FAULTS)
    return _placed((*unwritten.values(), *others), raw)


def _placed(found: tuple[Fault, ...], raw: bytes) -> tuple[Fault, ...]:
    """The faults with their lines, in the order of the text, each once."""
    if not found:
        return ()
    lines = Lines(raw.decode("utf-8"))
    placed = (replace(fault, line=lines.of(path_of(fault.path))) for fault in found)
    return tuple(sorted(dict.fromkeys(placed), key=lambda fault: fault.line or 0))


def _unwritten(document: object) -> Iterator[Fault]:
    """Every text of a skeleton that still waits for somebody's words."""
    for path, value in _leaves(document):
        if isinstance(value, str) and UNWRITTEN in value:
            yield Fault(written_path(path), "is still to be written: see that line")


def _leaves(document: object) -> Iterator[tuple[Path, object]]:
    """Every text, number and truth value of a document, with its path; as deep as an agreement may be."""
    waiting: list[tuple[Path, object]] = [((), document)]
    while waiting:
        path, value = waiting.pop()
        if len(path) > DEEPEST:
            continue
        if isinstance(value, dict):
            waiting.extend(((*path, name), part) for name, part in value.items())
        elif isinstance(value, list):
            waiting.extend(((*path, at), part) for at, part in enumerate(value))
        else:
            yield path, value
