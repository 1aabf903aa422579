"""The real port behind the pages of agreements: the register as it stands at this moment."""

from isa.document.forms import version_number
from isa.protocol.edition import Edition, find_edition, standing_of
from isa.register import Listed
from isa.vocabulary import load_vocabulary
from service.errors import NotFound, ReasonCode
from service.runtime import Runtime
from service.web.agreements import NOT_HERE
from service.web.ports import AgreementRow


class RuntimeRegister:
    """The agreements as they stand now."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._words = load_vocabulary()

    def rows(self) -> list[AgreementRow]:
        """By id, the newest version first; what does not verify last."""
        rows = [(one, agreement_row(one)) for one in self._runtime.agreements.register.listed]
        newest_first = sorted(rows, key=lambda pair: number_of(pair[0]), reverse=True)
        return sorted((row for _, row in newest_first), key=lambda row: (not row.isa_id, row.isa_id))

    def edition(self, isa_id: str, version: str) -> Edition:
        """The version asked for; without one what is in force, else the newest."""
        found = find_edition(self._runtime.agreements.register, isa_id, version, self._words)
        if found is None:
            raise NotFound(ReasonCode.NOT_FOUND, NOT_HERE)
        return found


def agreement_row(one: Listed) -> AgreementRow:
    """One line of the register; of a file that does not verify only that, for nothing in it can be believed."""
    stands = standing_of(one)
    if one.verified is None:
        return AgreementRow("", "", one.source, False, stands.words, "", "", stands.advice)
    agreement = one.verified.agreement
    return AgreementRow(
        isa_id=agreement.isa_id,
        version=agreement.version,
        title=agreement.title,
        in_force=stands.in_force,
        stands=stands.words,
        until=agreement.effective_to,
        review_due=agreement.review_due,
        advice=stands.advice,
        signed=len(one.verified.signed_by),
        signatories=len(agreement.signatories),
    )


def number_of(one: Listed) -> tuple[int, ...]:
    """A document's version as numbers, so that 1.10.0 is after 1.9.0."""
    return version_number(one.verified.agreement.version) if one.verified else ()
