"""The demo's witnesses, as processes of their own, go on cosigning while the log's key is replaced, and after."""

import asyncio
import time

from audit.events import Actor
from audit.log import AuditLog
from audit.note import open_checkpoint
from audit.rotation import begin_overlap, end_overlap, keep_link, make_incoming_key, retire_outgoing_key
from audit.signer import Signer, chain_beside, create_key
from audit.storage.sqlite import SqliteStorage
from audit.witness.policy import read_policy
from audit.witness.rounds import Watch
from deploy.demo.witnesses import witnesses
from service.settings import Settings

KEEPER = Actor("operator", "partnership")


async def cosigned_after(step, witnessed: Settings) -> str:
    """The note that a quorum cosigned once `step` was done to the log."""
    watch = Watch(read_policy(witnessed.witness_policy), every=0.05)
    log = await AuditLog.open(SqliteStorage(witnessed.log_path), Signer.load(witnessed.log_key_path), witnesses=watch)
    receipt = await step(log, KEEPER)
    keep_link(chain_beside(witnessed.log_key_path), receipt)
    end = time.monotonic() + 30
    while log.cosigned.size < log.size:
        assert time.monotonic() < end, log.witness_faults
        await asyncio.sleep(0.05)
    assert log.frozen == ""
    await log.close()
    return log.cosigned.note


async def test_they_know_the_keys_of_the_overlap_and_those_that_were_retired(tmp_path) -> None:
    settings = Settings(mode="demo", directory=tmp_path)
    key = settings.log_key_path
    key.parent.mkdir()
    first = create_key(key, "demo.golden-thread.example/log/2026")
    incoming = make_incoming_key(key)
    with witnesses(settings) as witnessed:
        note = await cosigned_after(begin_overlap, witnessed)
        assert open_checkpoint(note, first) == open_checkpoint(note, incoming)
        await cosigned_after(end_overlap, witnessed)
    retire_outgoing_key(key)
    make_incoming_key(key)
    with witnesses(settings) as witnessed:
        note = await cosigned_after(begin_overlap, witnessed)
        assert open_checkpoint(note, incoming).size == 3
