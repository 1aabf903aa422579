"""A witness for each agency of the demo: processes of their own, as they would be on the agencies' own machines.

They listen wherever a port is free; the policy that the service reads is written anew when they have started.
"""

import contextlib
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from audit.note import Verifier
from audit.signer import Signer
from audit.witness.cosignature import Cosigner
from audit.witness.keyfile import create_cosigning_key, read_cosigning_key
from audit.witness.policy import Witness, policy_text
from service.settings import Settings

AGENCIES = ("police", "council", "health")
ENOUGH = 2
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class _Started:
    name: str
    cosigner: Cosigner
    process: "subprocess.Popen[str]"

    def witness(self) -> Witness:
        """The witness, once it says where it listens."""
        said = self.process.stdout.readline().split() if self.process.stdout else []
        if not said:
            sys.exit(f"The demo's witness of {self.name} did not start: remove its folder, or make a new demo.")
        return Witness(self.name, self.cosigner, said[-1])


@contextlib.contextmanager
def witnesses(settings: Settings) -> Iterator[Settings]:
    """The witnesses, for as long as the block runs, and the settings with which the service asks them."""
    folder = settings.directory / "witnesses"
    folder.mkdir(exist_ok=True)
    keys = [key.verifier for key in Signer.load(settings.log_key_path).keys]
    started: list[_Started] = []
    try:
        started += (_start(name, folder, keys) for name in AGENCIES)
        policy = policy_text(keys[-1], [one.witness() for one in started], ENOUGH)
        (folder / "policy").write_text(policy, encoding="utf-8")
        yield settings.model_copy(update={"witness_policy": folder / "policy"})
    finally:
        for one in started:
            one.process.terminate()
            one.process.communicate(timeout=10)


def _start(name: str, folder: Path, log_keys: Sequence[Verifier]) -> _Started:
    key = folder / f"{name}.key"
    if not key.exists():
        create_cosigning_key(key, f"{name}.demo.golden-thread.example/witness")
    command = [
        sys.executable, "-m", "audit", "witness", "--key", str(key), "--state", str(folder / name), "--port", "0",
        "--while-stdin-is-open", *chain.from_iterable(("--log-key", log_key.vkey) for log_key in log_keys),
    ]  # fmt: skip
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    )  # a Ctrl-C is for the service: the witnesses end with it
    return _Started(name, read_cosigning_key(key).cosigner, process)
