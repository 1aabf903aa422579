"""One version of an agreement as it is to be read: the document, its digest, who has signed, and how it stands."""

import re
from dataclasses import dataclass

from isa.agreement import Agreement
from isa.canonical import digest, parse
from isa.document.forms import version_number
from isa.protocol import words as say
from isa.reading import read_agreement
from isa.register import Listed, Register, RegisterCode
from isa.signing import SignedBy
from isa.vocabulary import Vocabulary

STANDS = {
    RegisterCode.IN_FORCE: "In force",
    RegisterCode.REVIEW_OVERDUE: "In force, its review overdue",
    RegisterCode.REVIEW_SOON: "In force, its review due soon",
    RegisterCode.REVIEW_GRACE_OVER: "Not in force: its review was not done",
    RegisterCode.DPIA_NOT_APPROVED: "Not in force: its impact assessment is not approved",
    RegisterCode.DPIA_EXPIRED: "Not in force: its impact assessment has run out",
    RegisterCode.DUPLICATE: "Not in force: two documents have this version",
    RegisterCode.CHAIN_BROKEN: "Not in force: what it stands under is not in force",
    RegisterCode.DOCUMENT_REFUSED: "Refused: the document does not hold together",
    RegisterCode.SIGNATURE_REFUSED: "Refused: its signatures do not hold",
    RegisterCode.SUSPENDED: "Suspended",
    RegisterCode.SUPERSEDED: "Replaced by a later version",
    RegisterCode.NOT_YET_EFFECTIVE: "Signed, not yet in force",
    RegisterCode.EXPIRED: "Ended",
    RegisterCode.NOT_ACTIVE: "Not in force",
}
DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b", re.ASCII)
STATUSES = {
    "draft": "Draft",
    "in_signature": "Being signed",
    "active": "Agreed",
    "suspended": "Suspended when signed",
    "expired": "Expired when signed",
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
    stands = STANDS[listed.code]
    return Standing(listed.in_force, stands, DATE.sub(lambda found: say.day(found[0]), listed.advice))


def find_edition(register: Register, isa_id: str, version: str, words: Vocabulary) -> Edition | None:
    """That version of an agreement of the register; without a version what is in force, else the newest."""
    found = [(one.in_force, edition) for one in register.listed if (edition := edition_of_listed(one, words))]
    wanted = [
        (in_force, version_number(edition.agreement.version), edition)
        for in_force, edition in found
        if edition.agreement.isa_id == isa_id and version in {"", edition.agreement.version}
    ]
    return max(wanted, key=lambda one: one[:2])[2] if wanted else None
