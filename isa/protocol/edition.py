"""One version of an agreement as it is to be read: the document, its digest, who has signed, and how it stands."""

from dataclasses import dataclass

from isa.agreement import Agreement
from isa.canonical import digest, parse
from isa.protocol import words as say
from isa.reading import read_agreement
from isa.register import Listed, RegisterCode
from isa.signing import SignedBy
from isa.vocabulary import Vocabulary

STANDS = {
    RegisterCode.IN_FORCE: "In force",
    RegisterCode.REVIEW_OVERDUE: "In force, its review overdue",
    RegisterCode.SUSPENDED: "Suspended",
    RegisterCode.SUPERSEDED: "Replaced by a later version",
    RegisterCode.NOT_YET_EFFECTIVE: "Signed, not yet in force",
    RegisterCode.EXPIRED: "Ended",
    RegisterCode.NOT_ACTIVE: "Not in force",
}
STATUSES = {
    "draft": "Draft",
    "in_signature": "Being signed",
    "active": "Agreed",
    "terminated": "Terminated",
}


@dataclass(frozen=True)
class Standing:
    """How it stands on the day of reading, in words."""

    in_force: bool
    words: str
    advice: str = ""


@dataclass(frozen=True)
class Edition:
    """What a page is made from. Nothing else reaches the page."""

    agreement: Agreement
    words: Vocabulary
    digest: str
    """`sha256:...` of the canonical document: what the signatures cover."""
    signed_by: tuple[SignedBy, ...] = ()
    standing: Standing | None = None

    @property
    def name(self) -> str:
        """`LANCS-ISA-0042 v1.3.0`."""
        return f"{self.agreement.isa_id} v{self.agreement.version}"

    @property
    def title(self) -> str:
        """The title, for the page's heading."""
        return self.agreement.title

    @property
    def status(self) -> str:
        """The document's own status in words."""
        return STATUSES.get(self.agreement.status, say.opened(self.agreement.status))


def edition_of_source(text: str | bytes, words: Vocabulary) -> Edition:
    """An unsigned document, to be read before it is signed.

    Raises:
        AgreementRefused: it has faults; mend them first.
    """
    return Edition(read_agreement(text, words), words, digest(parse(text)))


def edition_of_listed(listed: Listed, words: Vocabulary) -> Edition | None:
    """A document of the register with its signatures and standing; None where its signatures did not verify."""
    if listed.verified is None:
        return None
    one = listed.verified
    return Edition(one.agreement, words, one.digest, one.signed_by, standing_of(listed))


def standing_of(listed: Listed) -> Standing:
    """How a document of the register stands."""
    stands = STANDS.get(listed.code) or f"Not in force: {say.opened(listed.code.value)}"
    return Standing(listed.in_force, stands, listed.advice)
