"""One record, sealed: three data keys (match, disclose, detail) and the groups that each of them opens."""

import os
from collections.abc import Iterator
from typing import Final, NamedTuple

from connectors.records import Involvement, NominalRecord
from service.sealing import groups, seal
from service.sealing.blind import Blinder
from service.sealing.keys import Purpose
from service.sealing.seal import KEY_BYTES, NONCE_BYTES, DataKey, Sealer

PURPOSES: Final = (Purpose.MATCH, Purpose.DISCLOSE, Purpose.DETAIL)
_KEYS: Final = KEY_BYTES * len(PURPOSES)
_GROUPS_OF_RECORD: Final = 3
_GROUPS_OF_INVOLVEMENT: Final = 3


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

    What is random is drawn at once, because asking the system costs as much as sealing a group: three keys, then a
    nonce for each group, no part of it used twice.

    Raises:
        CannotOpen: the agency has no keys.
    """
    agency, token = record.provider, blinder.ref_token(record.provider, record.ref)
    nonces = _GROUPS_OF_RECORD + _GROUPS_OF_INVOLVEMENT * len(record.involvements)
    drawn = os.urandom(_KEYS + NONCE_BYTES * nonces)
    matching, disclose, detail = sealer.keys_of(agency, PURPOSES, token, drawn[:_KEYS])
    nonce = iter([drawn[start : start + NONCE_BYTES] for start in range(_KEYS, len(drawn), NONCE_BYTES)])
    put = sealer.seal_with
    return SealedRecordGroups(
        token,
        matching.wrapped,
        disclose.wrapped,
        detail.wrapped,
        put(next(nonce), matching, seal.MATCH_OF_RECORD, token, match),
        put(next(nonce), disclose, seal.NAME_OF_RECORD, token, groups.encode(groups.shown_of(record))),
        put(next(nonce), detail, seal.DETAIL_OF_RECORD, token, groups.encode(groups.person_detail_of(record))),
        tuple(
            [
                _seal_involvement(
                    sealer, nonce, disclose, detail, each, blinder.involvement_token(agency, record.ref, n, each.ref)
                )
                for n, each in enumerate(record.involvements)
            ]
        ),
    )


def _seal_involvement(
    sealer: Sealer, nonce: Iterator[bytes], disclose: DataKey, detail: DataKey, involvement: Involvement, token: bytes
) -> SealedInvolvementGroups:
    put, encode = sealer.seal_with, groups.encode
    return SealedInvolvementGroups(
        token,
        put(next(nonce), disclose, seal.CONTACT_OF_INVOLVEMENT, token, encode(groups.contact_of(involvement))),
        put(next(nonce), disclose, seal.SUMMARY_OF_INVOLVEMENT, token, encode(groups.summary_of(involvement))),
        put(next(nonce), detail, seal.DETAIL_OF_INVOLVEMENT, token, encode(groups.detail_of(involvement))),
    )
