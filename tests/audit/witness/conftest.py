"""What the tests of witnessing share: a log's key and tree, witnesses over real HTTP, and a log that they watch."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from audit.log import AuditLog
from audit.merkle import consistency_proof, leaf_hash
from audit.note import Checkpoint, Secret, Verifier, secret_from_seed
from audit.signer import Signer, create_key
from audit.storage.sqlite import SqliteStorage
from audit.tree import Tree, grow, reader
from audit.witness.cosignature import CosigningKey, cosigning_key_from_seed
from audit.witness.cosigning import WitnessOf
from audit.witness.memory import Memory
from audit.witness.policy import Policy, Witness, parse_policy, policy_text
from audit.witness.rounds import Watch
from audit.witness.server import WitnessServer

ORIGIN = "goldenthread.test/audit"
NAMES = ("police", "council", "health")


@dataclass
class PaperLog:
    """A log of a few leaves, all in memory: what a witness is shown."""

    secret: Secret
    leaves: list[bytes] = field(default_factory=list)

    def tree(self, size: int) -> Tree:
        return grow(Tree(), self.leaves[:size]).tree

    def note(self, size: int) -> str:
        return self.secret.sign(Checkpoint(self.secret.verifier.name, size, self.tree(size).root).text())

    def proof(self, old: int, size: int) -> tuple[bytes, ...]:
        return consistency_proof(old, size, reader(self.tree(size), lambda level, n: None)) if old else ()


@pytest.fixture
def paper_log() -> PaperLog:
    return PaperLog(secret_from_seed(ORIGIN, bytes(range(32))), [leaf_hash(b"entry %d" % n) for n in range(200)])


@pytest.fixture
def cosigning_key() -> CosigningKey:
    return cosigning_key_from_seed("police.test/witness", b"w" * 32)


@pytest.fixture
def witness_of(paper_log, cosigning_key, tmp_path) -> Iterator[WitnessOf]:
    memory = Memory(tmp_path / "memory")
    memory.open()
    yield WitnessOf(cosigning_key, [paper_log.secret.verifier], memory, lambda: 1_800_000_000)
    memory.close()


class Interruptible(WitnessServer):
    """A witness's server whose open connections end with it, as those of a process do."""

    def __init__(self, *given) -> None:
        super().__init__(*given)
        self._connections = []

    def get_request(self):
        connection, address = super().get_request()
        self._connections.append(connection)
        return connection, address

    def end(self) -> None:
        self.shutdown()
        for connection in self._connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self.server_close()


@dataclass
class Station:
    """One agency's witness, that can be stopped and started again on the same port."""

    key: CosigningKey
    log: list[Verifier]
    """The keys of the log that it was told."""
    folder: Path
    port: int = 0
    server: Interruptible | None = None
    memory: Memory | None = None

    def start(self) -> None:
        self.memory = Memory(self.folder)
        self.memory.open()
        witness = WitnessOf(self.key, self.log, self.memory, time.time)
        self.server = Interruptible(witness, "127.0.0.1", self.port)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def stop(self) -> None:
        if self.server is not None:
            self.server.end()
            self.memory.close()
        self.server = None

    def tell(self, key: Verifier) -> None:
        """Give it one more key of the log; it is started again with it."""
        self.log.append(key)
        self.stop()
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def remembered(self) -> str | None:
        return self.memory.latest(self.log[0].name)


@dataclass
class Partnership:
    """A log in a folder, and the three witnesses that watch it."""

    folder: Path
    verifier: Verifier
    stations: dict[str, Station]

    @property
    def policy(self) -> Policy:
        return parse_policy(self.policy_text())

    def policy_text(self, threshold: int = 2) -> str:
        witnesses = [Witness(name, s.key.cosigner, s.url) for name, s in self.stations.items()]
        return policy_text(self.verifier, witnesses, threshold)

    async def open(self, watched: bool = True, clock: Callable[[], int] | None = None, **watch) -> AuditLog:
        storage, signer = SqliteStorage(self.folder / "log.db"), Signer.load(self.folder / "key")
        options = {"every": 0.02, "timeout": 1.0, **watch}
        return await AuditLog.open(
            storage, signer, **({"clock": clock} if clock else {}),
            witnesses=Watch(self.policy, **options) if watched else None,
        )  # fmt: skip


@pytest.fixture
def partnership(tmp_path) -> Iterator[Partnership]:
    folder = tmp_path / "service"
    folder.mkdir()
    verifier = create_key(folder / "key", ORIGIN)
    stations = {}
    for number, name in enumerate(NAMES):
        key = cosigning_key_from_seed(f"{name}.test/witness", bytes([number]) * 32)
        stations[name] = Station(key, [verifier], tmp_path / name)
        stations[name].start()
    yield Partnership(folder, verifier, stations)
    for station in stations.values():
        station.stop()
