"""Keeps the address of a record hidden when its source sends it again, after a person said that it is a shielded one's.

The source does not know that the person is shielded, and its new address may be the refuge.
"""

from service.matching.hiding import as_shielded
from service.matching.person import decode, encode
from service.matching.tokens import IndexKey, tokens_of
from service.sealing.keys import Purpose
from service.sealing.seal import MATCH_OF_RECORD, Sealer
from service.store.nominals_reading import Membership
from service.store.nominals_rows import HiddenRow, MemberRow
from service.store.nominals_writing import MembershipWriter
from service.store.rows import State
from service.store.writing import Writer


async def hide_again(writer: Writer, sealer: Sealer, index_key: IndexKey) -> None:
    """Hide what this transaction wrote anew of records that are hidden. Call it once they are indexed."""
    membership = Membership(writer.transaction)
    sent_again = await membership.sent_again()
    for row in (await membership.records(sent_again)).values():
        await _hide(row, writer, sealer, index_key)


async def _hide(row: MemberRow, writer: Writer, sealer: Sealer, index_key: IndexKey) -> None:
    hidden = MembershipWriter(writer.transaction)
    if row.state not in (State.LIVE, State.WAITING) or row.match_key is None:
        await hidden.drop_hidden(row.record)  # it is held, or was shredded: nobody can find it
        return
    person = decode(sealer.open_one(row.provider, MATCH_OF_RECORD, row.ref_token, row.match_key, row.match_sealed))
    if person.shielded:
        await hidden.drop_hidden(row.record)  # its source shields it by now
        return
    key = sealer.fresh_key(row.provider, Purpose.MATCH, row.ref_token)
    seen = as_shielded(person)
    sealed = sealer.seal(key, MATCH_OF_RECORD, row.ref_token, encode(seen))
    await hidden.add_hidden(HiddenRow(row.record, row.match_key, row.match_sealed, key.wrapped))
    await hidden.set_match(row.record, key.wrapped, sealed)
    await hidden.place([(row.golden, row.state, 1, row.record)])
    shown = set(tokens_of(person, index_key)) - set(tokens_of(seen, index_key))
    await writer.drop_postings((token, row.record) for token in shown)
