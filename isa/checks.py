"""Does an agreement hold together? Known words, dates in order, a lawful basis on both sides of every rule.

A document with a fault here is refused at load: nothing in it is enforced, so nothing in it is shared.
"""

from collections.abc import Iterator

from isa.checking.duties import duties
from isa.checking.frame import frame, required_offices
from isa.checking.law import law
from isa.checking.records import records
from isa.checking.rules import rules, told
from isa.document.faults import Fault
from isa.document.whole import Agreement
from isa.effective import bases
from isa.vocabulary import Vocabulary

PARTS = (frame, law, records, rules, duties)


def faults(agreement: Agreement, vocabulary: Vocabulary) -> Iterator[Fault]:
    """Everything that is wrong with the document, in the order of its parts."""
    sound = True
    for part in PARTS:
        for fault in part(agreement, vocabulary):
            sound = False
            yield fault
    if sound:
        yield from told(agreement, vocabulary)


__all__ = ["bases", "faults", "required_offices"]
