"""What witnesses cosigned of a log, as it was published: the lots in it, and what whoever published could choose.

Whoever runs the service cannot make a cosignature, and each witness gives one under each end of a block. What is left
to them is to leave some out: of a witness, or of a whole end of a block, for which the next one draws then. Both show
here, and are told; whether a witness was left out or down, only that witness knows.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from audit.key_chain import TrustedKey
from audit.note import NoteRefused, parse_checkpoint, split_note
from audit.witness.lots import BLOCK, Lot, read_lot
from audit.witness.policy import Policy

LATE_SECONDS: Final = 300
"""As the alarm of witnesses that lag: an end of a block is cosigned within seconds."""
_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class Witnessed:
    """What draws from a log that is watched."""

    policy: Policy
    notes: Sequence[str]
    """Cosigned checkpoints, as they were published with the log."""
    known: Sequence[str] = ()
    """Cosigned checkpoints that were kept elsewhere, such as by a witness itself."""
    since: int = 0
    """How many entries there were before anybody witnessed them."""


class Lots:
    """The lots of a log that were found to be sound, and what is wrong with what was published."""

    def __init__(self, witnessed: Witnessed, keys: tuple[TrustedKey, ...], roots: Mapping[int, bytes]) -> None:
        """Read what was published; `roots` are those of the log at the ends of its blocks, as far as it goes."""
        self._witnessed = witnessed
        self._used: dict[int, list[int]] = {}
        self.faults: list[str] = []
        found: dict[int, Lot] = {}
        for note in witnessed.notes:
            if (lot := self._read(note, keys, roots)) is not None:
                found.setdefault(lot.size, lot)
        self._lots = [found[size] for size in sorted(found)]
        self._sizes = sorted(found)
        for note in witnessed.known:
            self.faults += self._left_out(note, found)

    def of(self, end: int) -> Lot | None:
        """What draws from the block that ends here; None where it waits for witnesses."""
        at = bisect_left(self._sizes, end)
        if at == len(self._sizes):
            return None
        self._used.setdefault(self._sizes[at], []).append(end)
        return self._lots[at]

    def remarks(self, times: Mapping[int, int]) -> Iterator[str]:
        """What whoever runs the service may have chosen of what was drawn; `times` are those of the last entries of
        blocks, in Unix seconds, by their ends.
        """
        used = [lot for lot in self._lots if lot.size in self._used]
        passed = [end for size, ends in self._used.items() for end in ends if end != size]
        if passed:
            yield f"{_blocks(passed)} not cosigned at the end: a later end draws. Witnesses were down, or left out."
        missing = Counter(
            w.name for lot in used for w in self._witnessed.policy.witnesses if w.name not in lot.cosigned
        )
        for name, count in sorted(missing.items()):
            yield f"{name} cosigned {len(used) - count} of {len(used)} lots: it was down for the others, or left out."
        late = [lot.size for lot in used if _latest(lot) > times.get(lot.size, 1 << 62) + LATE_SECONDS]
        if late:
            yield f"{_blocks(late)} cosigned more than {LATE_SECONDS // 60} minutes after the last entry."

    def _read(self, note: str, keys: tuple[TrustedKey, ...], roots: Mapping[int, bytes]) -> Lot | None:
        try:
            lot = read_lot(note, keys, self._witnessed.policy)
        except NoteRefused as error:
            self.faults.append(f"A published lot is not what was signed: {error}.")
            return None
        if lot is None:
            self.faults.append("A published lot is no end of a block, or too few of these witnesses cosigned it.")
        elif roots.get(lot.size, lot.root) != lot.root:
            self.faults.append(f"What was cosigned of the first {lot.size} entries is another history of the log.")
            return None
        return lot

    def _left_out(self, note: str, found: Mapping[int, Lot]) -> Iterator[str]:
        try:
            checkpoint = parse_checkpoint(split_note(note)[0])
            standing = self._witnessed.policy.standing(note)
        except NoteRefused as error:
            yield f"What was kept elsewhere is no cosigned checkpoint: {error}."
            return
        if checkpoint.size % BLOCK or checkpoint.size > max(self._sizes, default=0):
            return
        lot = found.get(checkpoint.size)
        for name, one in standing.cosigned.items():
            if lot is None or lot.cosigned.get(name) != one:
                yield f"{name} cosigned the first {checkpoint.size} entries, and the published lots leave that out."


def _latest(lot: Lot) -> int:
    return max(one.time for one in lot.cosigned.values())


def _blocks(ends: Iterable[int]) -> str:
    """`The block that ends with entry 63 was`, or `3 blocks (ending with entries 63, 127, …) were`."""
    last = [end - 1 for end in sorted(ends)]
    if len(last) == 1:
        return f"The block that ends with entry {last[0]} was"
    named = ", ".join(map(str, last[:_NAMED])) + (", …" if len(last) > _NAMED else "")
    return f"{len(last)} blocks (ending with entries {named}) were"
