"""People to match, made up; and the data from outside where it is present."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from connectors.records import Address, Name, NominalRecord, PartialDate
from service.matching.model import Model, shipped_model
from service.matching.tokens import IndexKey

MakeRecord = Callable[..., NominalRecord]


@pytest.fixture
def record() -> MakeRecord:
    """A record of a boy called Jordan Synth at 22 Windsor Road; keywords change him."""

    def make(given: str = "Jordan", family: str = "Synth", **changes: Any) -> NominalRecord:
        dob = changes.pop("dob", (2011, 4, 2))
        names = (Name(family, (given,) if given else ()), *changes.pop("other_names", ()))
        place = changes.pop("place", ("FY1 3XX", "22", "Windsor Road"))
        fields: dict[str, Any] = {
            "provider": "police:04",
            "ref": "1",
            "regime": "part3",
            "as_of": 0,
            "names": names,
            "dob": PartialDate(*dob) if dob else None,
            "sex": "male",
            "addresses": (Address(*place),) if place else (),
        }
        return NominalRecord(**{**fields, **changes})

    return make


@pytest.fixture(scope="session")
def model() -> Model:
    return shipped_model()


@pytest.fixture(scope="session")
def key() -> IndexKey:
    return IndexKey(bytes(range(32)))


@pytest.fixture(scope="session")
def essnet() -> Path:
    """The ESSnet households, or a skip where they are not on this machine."""
    beside = Path(__file__).resolve().parents[3].parent / "shared"
    folder = Path(os.environ.get("GOLDEN_THREAD_SHARED", str(beside))) / "data" / "essnet"
    if not folder.is_dir():
        pytest.skip("the ESSnet data is not beside this repository (set GOLDEN_THREAD_SHARED to where it is)")
    return folder
