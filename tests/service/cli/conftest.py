"""Runs a command as an operator does: in a process of its own, on a copy of the partnership."""

import argparse
import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from service.cli import agreements
from service.errors import GoldenThreadError

ROOT = Path(__file__).resolve().parents[3]
Run = Callable[..., "subprocess.CompletedProcess[str]"]
PASSPHRASE = "correct horse battery"
KEYED = (["key", "new"], ["key", "root"], ["trust", "add"], ["trust", "withdraw"])


@pytest.fixture
def run(copied, made) -> Run:
    """Run `python -m service ...` on the copy. No command may end in a traceback."""

    def carry_out(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        settings = {
            "GOLDEN_THREAD_MODE": "demo",
            "GOLDEN_THREAD_DIRECTORY": str(copied),
            "GOLDEN_THREAD_ISSUER": made.settings.issuer,
            "COLUMNS": "200",
        }
        done = subprocess.run(
            [sys.executable, "-m", "service", *arguments],
            cwd=ROOT, env=os.environ | settings | environment, capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip
        assert "Traceback" not in done.stderr, done.stderr
        return done

    return carry_out


@dataclass(frozen=True)
class Done:
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Do = Callable[..., Done]


@pytest.fixture
def do(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Do:
    """Carry out `service agreements ...` here, with the passphrase from a file descriptor."""

    def carry_out(*arguments: str | Path, passphrase: str = PASSPHRASE) -> Done:
        parser = argparse.ArgumentParser()
        agreements.add_to(parser.add_subparsers())
        given = [str(one) for one in arguments]
        reading, writing = os.pipe()
        os.write(writing, f"{passphrase}\n".encode())
        os.close(writing)
        keyed = given[0] == "sign" or given[:2] in KEYED
        more = ["--passphrase-fd", str(reading)] if keyed and "--signer" not in given else []
        try:
            options = parser.parse_args(["agreements", *given, *more])
            code = asyncio.run(options.carry_out(options))
            advice = ""
        except GoldenThreadError as fault:
            code, advice = 1, fault.advice
        finally:
            os.close(reading)
        said = capsys.readouterr()
        return Done(code, said.out, said.err + advice)

    return carry_out
