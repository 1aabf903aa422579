"""Opens what the store gave: each sealed group with its own key, and nothing more than was asked for."""

from service.matching.hiding import as_shielded
from service.matching.person import Person, decode
from service.sealing import groups, seal
from service.sealing.groups import ContactGroup, ShownGroup, SummaryGroup
from service.sealing.seal import Sealer
from service.store.rows import SealedInvolvement, SealedName, SealedPerson


class Opener:
    """Opens the groups of a record and of an involvement. Every method raises CannotOpen for what stays shut."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer

    def person(self, row: SealedPerson) -> Person:
        """What the matcher may see of a record: no address or telephone where any agency shields the person."""
        raw = self._sealer.open_one(row.provider, seal.MATCH_OF_RECORD, row.ref_token, row.match_key, row.match_sealed)
        person = decode(raw)
        return as_shielded(person) if row.shielded and not person.shielded else person

    def shown(self, row: SealedName) -> ShownGroup:
        """What to call a person."""
        raw = self._sealer.open_one(
            row.provider, seal.NAME_OF_RECORD, row.ref_token, row.disclose_key, row.shown_sealed
        )
        return groups.decode_shown(raw)

    def contact(self, row: SealedInvolvement) -> ContactGroup:
        """Level 2 of an involvement."""
        return groups.decode_contact(self._disclosed(row, seal.CONTACT_OF_INVOLVEMENT, row.contact_sealed))

    def summary(self, row: SealedInvolvement) -> SummaryGroup:
        """Level 3 of an involvement."""
        return groups.decode_summary(self._disclosed(row, seal.SUMMARY_OF_INVOLVEMENT, row.summary_sealed))

    def _disclosed(self, row: SealedInvolvement, place: seal.Place, sealed: bytes) -> bytes:
        """The key stands on the record; the value is bound to the involvement."""
        key = self._sealer.recover_key(row.provider, place.purpose, row.record_token, row.disclose_key)
        return self._sealer.open(key, place, row.token, sealed)
