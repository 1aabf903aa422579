"""One pair in full, as a reviewer sees it: both records side by side, each field's level in words, and the waterfall.

Only what matching uses is here, as the matcher has it (folded), and nothing of any involvement. Where either person may
be shielded, addresses and telephones are left out of both records and out of the score: how much an address weighs
would tell whoever knows one of them the other.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

from msgspec.structs import replace

from service.matching.bands import Band, band, by_bits
from service.matching.comparison import FIELDS, ORDER, SCHEMES
from service.matching.model import Model
from service.matching.person import Person
from service.matching.waterfall import Waterfall, waterfall

LABELS: Final = {
    "given": "First name",
    "family": "Family name",
    "middle": "Middle names",
    "birth": "Date of birth",
    "address": "Address",
    "phone": "Telephone",
    "sex": "Sex",
    "nhs": "NHS number",
    "pnc": "PNC ID",
    "cro": "CRO number",
    "upn": "Unique pupil number",
    "uln": "Unique learner number",
    "crn": "Probation case number",
    "nino": "National Insurance number",
    "local": "Agency reference",
}
_WORDS: Final = {
    "missing": "not compared: one of them does not have it",
    "exact": "agrees",
    "other": "agrees with another or a short form of the name",
    "initial": "agrees as an initial",
    "part": "agrees in one part of a double name",
    "close": "one letter or one sound apart",
    "similar": "similar, several letters apart",
    "swapped": "agrees when changed about",
    "one_digit": "one digit apart",
    "two_parts": "two of day, month and year agree",
    "partial": "agrees in the parts that are known",
    "year": "agrees in the year only",
    "house": "the same house",
    "street": "the same house and street, another postcode",
    "postcode": "the same postcode",
    "neighbour": "the same postcode, another house",
    "outward": "the same first half of the postcode",
    "differs": "differs",
}
HIDDEN_FIELDS: Final = frozenset({"address", "phone"})
HIDDEN: Final = "hidden: one of them may be a shielded person's"


class Compared(NamedTuple):
    """One field of both records: what each has, and how the two compare."""

    field: str
    label: str
    one: tuple[str, ...]
    other: tuple[str, ...]
    level: str
    words: str


class Sheet(NamedTuple):
    """Both records, compared and weighed by today's model."""

    fields: tuple[Compared, ...]
    waterfall: Waterfall
    band: Band
    by_bits: Band
    """What the bits alone would say: where it is surer than `band`, a hard rule holds the pair back."""

    @property
    def told(self) -> tuple[str, ...]:
        """The fields of which anything is shown, for the log."""
        return tuple(each.field for each in self.fields if each.one or each.other)


def sheet(one: Person, other: Person, model: Model, *, hidden: bool) -> Sheet:
    """Compare two opened records with a model that is scaled to the population.

    Args:
        hidden: leave addresses and telephones out, of what is shown and of what is weighed.
    """
    if hidden:
        one, other = (replace(person, places=(), phones=()) for person in (one, other))
    score = model.score(one, other)
    pairs = zip(ORDER, score.levels, strict=True)
    return Sheet(
        fields=tuple(_compared(name, level, one, other, hidden) for name, level in pairs),
        waterfall=waterfall(score, model),
        band=band(score, one, other, model),
        by_bits=by_bits(score.bits, model),
    )


def words_of(level: str) -> str:
    """A level in words; its own name where a newer model has one that is not known here."""
    return _WORDS.get(level, level.replace("_", " "))


def _compared(name: str, number: int, one: Person, other: Person, hidden: bool) -> Compared:
    label = LABELS.get(name, name)
    if hidden and name in HIDDEN_FIELDS:
        return Compared(name, label, (), (), "hidden", HIDDEN)
    level = FIELDS[name][number]
    values = _VALUES[name]
    return Compared(name, label, values(one), values(other), level, words_of(level))


def _birth(person: Person) -> tuple[str, ...]:
    """ISO 8601, with question marks for what the source does not know."""
    if not (person.year or person.month or person.day):
        return ()
    year = f"{person.year:04}" if person.year else "????"
    month, day = (f"{part:02}" if part else "??" for part in (person.month, person.day))
    return (f"{year}-{month}-{day}" + (" (may stand for unknown)" if person.placeholder else ""),)


def _places(person: Person) -> tuple[str, ...]:
    found = []
    for outward, inward, house, street, uprn in person.places:
        lines = (f"{house} {street}".strip(), f"{outward} {inward}".strip(), f"UPRN {uprn}" if uprn else "")
        found.append(", ".join(line for line in lines if line))
    return tuple(found)


def _sex(person: Person) -> tuple[str, ...]:
    return ({"m": "male", "f": "female"}.get(person.sex, person.sex),) if person.sex else ()


def _numbers(scheme: str) -> Callable[[Person], tuple[str, ...]]:
    def values(person: Person) -> tuple[str, ...]:
        each = (one for one in person.identifiers if one[0] == scheme)
        return tuple(f"{value} (verified)" if verified else value for _, value, verified in each)

    return values


_VALUES: Final[dict[str, Callable[[Person], tuple[str, ...]]]] = {
    "given": lambda person: person.forenames,
    "family": lambda person: person.families,
    "middle": lambda person: person.middles,
    "birth": _birth,
    "address": _places,
    "phone": lambda person: person.phones,
    "sex": _sex,
    **{scheme: _numbers(scheme) for scheme in SCHEMES},
}
