"""Sealed persons, opened one after the other, as the columns of a few arrays: what a worker process does of bulk work.

A person is never made whole here: each look is cut out of the encoding as it stands, which takes half the time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from service.matching.bulk.looks import HEADS, LOOKS, Packed, Reads, Vocabulary
from service.matching.comparison import SCHEMES
from service.matching.person import Person

_SCHEME: Final = {scheme: code for code, scheme in enumerate(SCHEMES)}


@dataclass(frozen=True, eq=False)
class Gathered:
    """The columns of some records, in the order in which they came. Everything in it is personal."""

    looks: dict[Reads, Packed]
    identifiers: Packed
    """Not of records but of identifiers, one after the other: the number of its value, without the scheme."""
    owner: NDArray[np.int32]
    """Which record, counted from 0, each identifier belongs to."""
    scheme: NDArray[np.int8]
    verified: NDArray[np.bool_]
    deceased: NDArray[np.int32]
    """Days; 0 where the person is not known to have died."""
    shielded: NDArray[np.bool_]
    provider: NDArray[np.int16]
    providers: list[str]

    @property
    def size(self) -> int:
        """How many records."""
        return int(self.deceased.size)


def gathered(blobs: Iterable[bytes]) -> Gathered:
    """The columns of encoded persons (`person.encode`). Raises msgspec.DecodeError on anything else."""
    vocabularies = {look: Vocabulary() for look in LOOKS}
    cuts: list[tuple[Any, bytes, dict[bytes, int], Any, bool]] = [
        (attrgetter(*look), HEADS[look], vocabulary.known, vocabulary.numbers.append, len(look) == 1)
        for look, vocabulary in vocabularies.items()
    ]
    identifiers, providers = Vocabulary(), dict[str, int]()
    owner: list[int] = []
    scheme: list[int] = []
    verified: list[bool] = []
    deceased: list[int] = []
    shielded: list[bool] = []
    provider: list[int] = []
    join = b"".join
    for record, blob in enumerate(blobs):
        written = _decode(blob)
        for cut, head, known, add, single in cuts:
            value = join((head, cut(written))) if single else join((head, *cut(written)))
            add(known.setdefault(value, len(known)))
        for kind, value, sure in written.identifiers:
            owner.append(record)
            scheme.append(_SCHEME[kind])
            verified.append(sure)
            key = value.encode()
            identifiers.numbers.append(identifiers.known.setdefault(key, len(identifiers.known)))
        deceased.append(written.deceased or 0)
        shielded.append(written.shielded)
        provider.append(providers.setdefault(written.provider, len(providers)))
    return Gathered(
        looks={look: vocabulary.packed() for look, vocabulary in vocabularies.items()},
        identifiers=identifiers.packed(),
        owner=np.asarray(owner, dtype=np.int32),
        scheme=np.asarray(scheme, dtype=np.int8),
        verified=np.asarray(verified, dtype=np.bool_),
        deceased=np.asarray(deceased, dtype=np.int32),
        shielded=np.asarray(shielded, dtype=np.bool_),
        provider=np.asarray(provider, dtype=np.int16),
        providers=list(providers),
    )


def _as_written() -> type[msgspec.Struct]:
    """A Person whose looks are left in the encoding, field by field in the same order."""
    wanted = {name for look in LOOKS for name in look}
    described: list[tuple[str, Any, Any]] = []
    for one in msgspec.structs.fields(Person):
        if one.name in wanted:
            described.append((one.name, msgspec.Raw, msgspec.Raw(msgspec.msgpack.encode(one.default))))
        else:
            described.append((one.name, one.type, one.default))
    return msgspec.defstruct("_Written", described, array_like=True, frozen=True, gc=False)


_decode: Final[Any] = msgspec.msgpack.Decoder(_as_written()).decode
