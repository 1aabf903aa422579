"""The data sets by the names that the bench's command takes."""

import os
import re
from pathlib import Path

from deploy.bench.match import essnet, febrl, pseudopeople, sandbox
from deploy.bench.match.material import DataSet
from deploy.paths import ROOT

USUAL = ("essnet", "febrl3", "febrl4", "pseudopeople", "sandbox-100000")
_SANDBOX = re.compile(r"sandbox-(\d{3,7})")


class NotHere(Exception):
    """A data set cannot be read here; the message says what to do."""


def known(name: str) -> bool:
    """Whether a data set is called so.

    >>> known("febrl3"), known("sandbox-20000"), known("census")
    (True, True, False)
    """
    return name in USUAL or bool(_SANDBOX.fullmatch(name))


def read(name: str, kept: Path) -> DataSet:
    """Read or make a data set. Raises NotHere where it cannot be read."""
    try:
        return _read(name, kept)
    except ImportError as fault:
        raise NotHere(f"{name} needs the package {fault.name}, which is not installed here.") from fault
    except FileNotFoundError as fault:
        raise NotHere(f"{name}: {fault.filename} is not here. Say where with GOLDEN_THREAD_SHARED.") from fault


def shared() -> Path:
    """Where data from outside is."""
    return Path(os.environ.get("GOLDEN_THREAD_SHARED") or ROOT.parent / "shared")


def _read(name: str, kept: Path) -> DataSet:
    sized = _SANDBOX.fullmatch(name)
    if sized:
        return sandbox.read(int(sized[1]), kept)
    match name:
        case "essnet":
            return essnet.read(shared())
        case "febrl3" | "febrl4":
            return febrl.read(int(name[-1]))
        case _:
            return pseudopeople.read()
