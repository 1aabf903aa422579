"""The model file: one JSON document with levels, m, h, u, name frequencies, prior and thresholds; checked whole at
load.

Its digest is the SHA-256 of the file's bytes, so an edge or an answer can say exactly which model judged it.
"""

from hashlib import sha256
from math import isclose
from typing import Any, Final

import msgspec

from service.errors import Misconfigured, ReasonCode
from service.matching.comparison import FIELDS

SCHEMA: Final = "golden-thread-matching-model/2"
MOST_COVERAGE: Final = 20.0
LEAST_SHARE: Final = 1e-12
"""A probability below it is none that was learnt."""
_MOST_PEOPLE: Final = 10**10
_MOST_BITS: Final = 1000
_MOST_NAMES: Final = 5_000
_BANDS: Final = ("confirmed", "likely", "possible", "hold", "margin")


class FieldWeights(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One field: the probability of each level (without `missing`) for the same person, a household, strangers."""

    levels: tuple[str, ...]
    m: tuple[float, ...]
    h: tuple[float, ...]
    u: tuple[float, ...]
    origin: str
    """Where the numbers come from: `em` or `assumed`, and on what."""


class Frequencies(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Shares of names in the population; `default` is for names that are not listed."""

    default: float
    names: dict[str, float]
    origin: str


class Threshold(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From how many bits a band begins, and how often it was wrong when that was measured (a share of answers)."""

    bits: float
    wrong_rate: float | None = None
    measured_on: str = ""


class ModelFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The document as it is written."""

    schema: str
    name: str
    population: int
    """People in the index for which the prior holds; `Model.scaled` changes it."""
    coverage: float
    """How many records somebody who is asked about is expected to have: at most 1 where a source has nobody twice."""
    household_others: float
    """How many other members of the same household a person has in the index."""
    household_class: bool
    fields: dict[str, FieldWeights]
    frequencies: dict[str, Frequencies]
    thresholds: dict[str, Threshold]
    training: dict[str, Any]
    errors: dict[str, Any]


class _Fault(Exception):
    """What does not hold in a document that could be read."""


def parsed(document: bytes, name: str) -> tuple[ModelFile, str]:
    """A model document and its digest (64 hex digits). Raises Misconfigured with what is wrong and what to do."""
    try:
        source = msgspec.json.decode(document, type=ModelFile)
        _check(source)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise refused(name, f"it is not a whole model document ({error})") from error
    except _Fault as fault:
        raise refused(name, str(fault)) from fault
    return source, sha256(document).hexdigest()


def refused(name: str, why: str) -> Misconfigured:
    """The error for a model file that must not be used."""
    return Misconfigured(
        ReasonCode.SETTINGS_REFUSED,
        f"The matching model {name} is refused: {why}. Restore the file that was released, or train the model again.",
    )


def _check(source: ModelFile) -> None:
    if source.schema != SCHEMA:
        raise _Fault(f"its schema is not {SCHEMA}")
    if set(source.fields) != set(FIELDS):
        raise _Fault(f"its fields must be {', '.join(FIELDS)}")
    if not 2 <= source.population <= _MOST_PEOPLE:
        raise _Fault("its prior is out of range (population must be from 2 to 10,000,000,000)")
    if not LEAST_SHARE <= source.coverage <= MOST_COVERAGE or not LEAST_SHARE <= source.household_others < 20:
        raise _Fault("its prior is out of range (coverage or household_others)")
    for name, field in source.fields.items():
        _check_field(name, field)
    if set(source.frequencies) != {"given", "family"}:
        raise _Fault("its frequencies must be for given and family")
    for name, frequencies in source.frequencies.items():
        _check_frequencies(name, frequencies)
    _check_thresholds(source.thresholds)


def _check_field(name: str, field: FieldWeights) -> None:
    if field.levels != FIELDS[name][1:]:
        raise _Fault(f"the levels of {name} are not those that this version compares")
    for letter, shares in (("m", field.m), ("h", field.h), ("u", field.u)):
        if len(shares) != len(field.levels) or not all(LEAST_SHARE <= share <= 1 for share in shares):
            raise _Fault(f"{letter} of {name} must give each level a probability from {LEAST_SHARE:g} to 1")
        if not isclose(sum(shares), 1, abs_tol=1e-3):
            raise _Fault(f"{letter} of {name} does not sum to 1")


def _check_frequencies(name: str, frequencies: Frequencies) -> None:
    shares = (frequencies.default, *frequencies.names.values())
    if not all(LEAST_SHARE <= share < 1 for share in shares):
        raise _Fault(f"the frequencies of {name} must lie between {LEAST_SHARE:g} and 1")
    if len(frequencies.names) > _MOST_NAMES:
        raise _Fault(f"the frequencies of {name} list more than {_MOST_NAMES} names")


def _check_thresholds(thresholds: dict[str, Threshold]) -> None:
    if set(thresholds) != set(_BANDS):
        raise _Fault(f"its thresholds must be {', '.join(_BANDS)}")
    bits = [thresholds[band].bits for band in _BANDS]
    if not all(abs(bit) <= _MOST_BITS for bit in bits):
        raise _Fault(f"its thresholds must lie between -{_MOST_BITS:,} and {_MOST_BITS:,} bits")
    if not bits[0] > bits[1] > bits[2] > bits[3] or bits[4] < 0:
        raise _Fault("its thresholds are not in order (confirmed > likely > possible > hold, margin at least 0)")
    if thresholds["confirmed"].wrong_rate is None or thresholds["likely"].wrong_rate is None:
        raise _Fault("its thresholds lack the measured wrong rate")
