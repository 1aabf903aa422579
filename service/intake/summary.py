"""What came of a load, in the words of the person who sent the file."""

from collections import Counter

import msgspec

_WAIT = "wait to be linked: nobody finds them until you run `service match link`."


class Tally(msgspec.Struct):
    """The counts of a load so far. They are stored with its position, so that a resumed load ends with all of them."""

    read: int = 0
    rows: int = 0
    """Rows of the file, of which several may make one record, or one several."""
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    linked: int = 0
    """Records that joined a person who was known already."""
    asked: int = 0
    """Records about which a person must decide (the clerical queue)."""
    held: int = 0
    """Records that may be a shielded person's: kept, treated as shielded, shown to nobody until someone decides."""
    waiting: int = 0
    """Records that were taken in without being linked: nobody finds them until `service match link`."""
    quarantined: dict[str, int] = {}
    """By reason code, rows and fields that were not taken."""

    def counts(self) -> dict[str, object]:
        """The counts as an entry of the log keeps them."""
        return {
            "read": self.read,
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "linked": self.linked,
            "asked": self.asked,
            "held": self.held,
            "waiting": self.waiting,
            "quarantined": dict(sorted(self.quarantined.items())),
        }

    def plus(self, other: "Tally") -> "Tally":
        """Both together."""
        sums = {name: getattr(self, name) + getattr(other, name) for name in self.__struct_fields__[:-1]}
        quarantined = Counter(self.quarantined) + Counter(other.quarantined)
        return Tally(**sums, quarantined=dict(quarantined))


class LoadSummary(msgspec.Struct, frozen=True):
    """A load that has ended. `refused` says why the file could not be read to its end; empty when it could."""

    provider: str
    tally: Tally
    resumed: bool
    seconds: float
    refused: str = ""
    rows_stated: int | None = None
    """How many rows the manifest says that the file has, where it says so."""

    def lines(self, *, linked_since: bool = False) -> list[str]:
        """The summary as sentences; nothing in it is personal. `linked_since`: whoever waited waits no more."""
        tally = self.tally
        counted = (
            f"read {tally.read:,}, new {tally.new:,}, changed {tally.changed:,}, unchanged {tally.unchanged:,}, "
            f"linked {tally.linked:,}, to be decided {tally.asked:,}, held as perhaps shielded {tally.held:,}, "
            f"quarantined {sum(tally.quarantined.values()):,}"
        )
        reasons = [f"  quarantined for {code}: {times:,}" for code, times in sorted(tally.quarantined.items())]
        waiting = [f"  {tally.waiting:,} of them {_WAIT}"] if tally.waiting and not linked_since else []
        again = ["It went on where an earlier run had stopped."] if self.resumed else []
        refused = [f"The file was not read to its end. {self.refused}"] if self.refused else []
        return [f"{self.provider}: {counted}", *reasons, *waiting, *again, *self._rows_differ(), *refused]

    def _rows_differ(self) -> list[str]:
        stated, found = self.rows_stated, self.tally.rows
        if stated is None or stated == found:
            return []
        advice = "Ask the agency whether the file is whole, and load it again if it is not."
        return [f"The manifest says {stated:,} rows and the file has {found:,}. {advice}"]
