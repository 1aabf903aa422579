"""One record, sealed: three data keys (match, disclose, detail) and the groups that each of them opens."""

from typing import NamedTuple

from connectors.records import Involvement, NominalRecord
from service.sealing import groups, seal
from service.sealing.blind import Blinder
from service.sealing.keys import Purpose
from service.sealing.seal import DataKey, Sealer


class SealedInvolvementGroups(NamedTuple):
    """The sealed groups of one involvement; their keys stand on its record."""

    token: bytes
    contact: bytes
    summary: bytes
    detail: bytes


class SealedRecordGroups(NamedTuple):
    """All that is sealed of one record. Dropping the three keys shreds it."""

    token: bytes
    match_key: bytes
    disclose_key: bytes
    detail_key: bytes
    match: bytes
    shown: bytes
    detail: bytes
    involvements: tuple[SealedInvolvementGroups, ...]


def seal_record(sealer: Sealer, blinder: Blinder, record: NominalRecord, match: bytes) -> SealedRecordGroups:
    """Seal a record under its agency's keys. `match` is the matcher's encoding of the person.

    Raises:
        CannotOpen: the agency has no keys.
    """
    agency, token = record.provider, blinder.ref_token(record.provider, record.ref)
    matching = sealer.fresh_key(agency, Purpose.MATCH, token)
    disclose = sealer.fresh_key(agency, Purpose.DISCLOSE, token)
    detail = sealer.fresh_key(agency, Purpose.DETAIL, token)
    return SealedRecordGroups(
        token,
        matching.wrapped,
        disclose.wrapped,
        detail.wrapped,
        sealer.seal(matching, seal.MATCH_OF_RECORD, token, match),
        sealer.seal(disclose, seal.NAME_OF_RECORD, token, groups.encode(groups.shown_of(record))),
        sealer.seal(detail, seal.DETAIL_OF_RECORD, token, groups.encode(groups.person_detail_of(record))),
        tuple(
            _seal_involvement(
                sealer, disclose, detail, each, blinder.involvement_token(agency, record.ref, n, each.ref)
            )
            for n, each in enumerate(record.involvements)
        ),
    )


def _seal_involvement(
    sealer: Sealer, disclose: DataKey, detail: DataKey, involvement: Involvement, token: bytes
) -> SealedInvolvementGroups:
    return SealedInvolvementGroups(
        token,
        sealer.seal(disclose, seal.CONTACT_OF_INVOLVEMENT, token, groups.encode(groups.contact_of(involvement))),
        sealer.seal(disclose, seal.SUMMARY_OF_INVOLVEMENT, token, groups.encode(groups.summary_of(involvement))),
        sealer.seal(detail, seal.DETAIL_OF_INVOLVEMENT, token, groups.encode(groups.detail_of(involvement))),
    )
