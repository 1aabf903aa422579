"""What a person hid stays hidden when it is sent again, waiting or linked; what is shredded leaves nothing behind."""

from typing import Any

import pytest
from sqlalchemy import select

from service.intake.hiding import hide_again
from service.matching.tokens import IndexKey
from service.opening import Opener
from service.sealing.keyring import Keyring
from service.sealing.seal import Sealer
from service.store.nominals_reading import Membership
from service.store.nominals_rows import HiddenRow
from service.store.nominals_statements import tables
from service.store.nominals_writing import MembershipWriter
from service.store.rows import SealedPerson, State
from service.store.statement import Statement
from service.store.store import Store
from service.store.writing import Writer

posting = tables["posting"].c


@pytest.mark.parametrize("state", [State.LIVE, State.WAITING])
async def test_a_hidden_record_that_is_sent_again_is_hidden_again(
    store: Store, hub_file: Any, load_into: Any, keyring: Keyring, state: State
) -> None:
    await load_into(store, hub_file({"phones": ["07700 900111"]}))
    sealer, key = Sealer(keyring), IndexKey(keyring.index_key, keyring.index_version)
    before = await found_by(store)
    async with store.database.transaction() as transaction:
        writer = MembershipWriter(transaction)
        await writer.add_hidden(HiddenRow(1, b"of before", b"of before", b"another key"))
        await writer.place([(1, state.value, 0, 1)])
        await hide_again(Writer(transaction), sealer, key)
    row = (await Membership(store.database).records([1]))[1]
    seen = Opener(sealer).person(SealedPerson(*row[:4], row.shielded, row.as_of, row.match_key, row.match_sealed))
    assert (row.shielded, seen.shielded, seen.places, seen.phones) == (1, True, (), ())
    assert await found_by(store) < before
    assert await Membership(store.database).sent_again() == []


async def test_shredding_takes_what_was_set_aside_with_it(store: Store, hub_file: Any, load_into: Any) -> None:
    await load_into(store, hub_file({}))
    async with store.database.transaction() as transaction:
        await MembershipWriter(transaction).add_hidden(HiddenRow(1, b"key", b"sealed", b"another key"))
        await Writer(transaction).shred_record(1, [])
    assert await Membership(store.database).hidden([1]) == {}


async def found_by(store: Store) -> set[int]:
    rows = await store.database.rows(Statement(select(posting.token, posting.record)))
    return {token for token, record in rows if record == 1}
