"""The records of a pair as the matcher sees them, opened in memory only; and a keyed digest of what was seen."""

from collections.abc import Sequence

from service.clerical.desk import Desk
from service.matching.bands import Band, band
from service.matching.model import Score
from service.matching.person import Person, encode
from service.runtime import Runtime
from service.sealing.blind import Blinder
from service.sealing.keys import CannotOpen
from service.store import clerical
from service.store.database import Reader

Bits = tuple[float, tuple[int, ...], str]
"""(bits, level of each field, digest of the model): what an ask or an edge keeps."""


async def open_people(reader: Reader, records: Sequence[int], runtime: Runtime) -> dict[int, Person]:
    """Whoever of these records opens; a record of an agency that has withdrawn its keys is left out."""
    found: dict[int, Person] = {}
    for record, sealed in (await clerical.people_of(reader, sorted(set(records)))).items():
        try:
            found[record] = runtime.opener.person(sealed)
        except CannotOpen:
            continue
    return found


def band_then(weighed: Bits, one: Person | None, other: Person | None, desk: Desk) -> str:
    """The band that today's model gave the pair when it asked or linked; empty where that cannot be said."""
    bits, levels, digest = weighed
    model = desk.runtime.model
    if one is None or other is None or digest != model.digest:
        return ""
    return Band(band(Score(bits, levels, (), 0.0), one, other, model)).value


def seen_digest(one: Person, other: Person, runtime: Runtime) -> str:
    """32 hexadecimal digits that change when anything does that the matcher sees of either; keyed, so not guessable."""
    first, second = sorted((encode(one).hex(), encode(other).hex()))
    return Blinder(runtime.keyring).pseudonym("clerical pair", first, second)
