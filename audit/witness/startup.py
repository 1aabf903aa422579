"""Before a log signs anything: what do the witnesses remember of it? A restored backup cannot have their memory too."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass

from audit.key_chain import TrustedKey
from audit.note import Checkpoint
from audit.witness.policy import Policy, Witness
from audit.witness.remote import RemoteWitness, WitnessFailed

SECONDS = 2.0
"""How long a start waits for a witness that is silent; one that is down is known at once."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What one witness remembers: a checkpoint that a key of the log signed, and the witness cosigned."""

    witness: str
    checkpoint: Checkpoint


def ask_witnesses(policy: Policy, keys: Sequence[TrustedKey]) -> list[Remembered]:
    """What each witness that answers remembers of the log of these keys. Blocks, for twice `SECONDS` at the most."""
    asked = [w for w in policy.witnesses if w.url]
    if not asked:
        return []
    pool = ThreadPoolExecutor(len(asked), thread_name_prefix="audit-witness-start")
    running = [pool.submit(_ask, witness, keys) for witness in asked]
    done, _ = wait(running, timeout=2 * SECONDS)  # whoever answers a byte at a time holds up nobody
    pool.shutdown(wait=False, cancel_futures=True)
    return [remembered for one in running if one in done and (remembered := one.result())]


def _ask(witness: Witness, keys: Sequence[TrustedKey]) -> Remembered | None:
    remote = RemoteWitness(witness, SECONDS)
    try:
        checkpoint = remote.remembered(keys)
    except WitnessFailed:
        return None
    finally:
        remote.close()
    return Remembered(witness.name, checkpoint) if checkpoint else None
