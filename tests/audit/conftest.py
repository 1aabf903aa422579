"""What the tests of the log share: where the published vectors are."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def vectors() -> Path:
    beside = Path(__file__).parents[3] / "shared"
    folder = Path(os.environ.get("GOLDEN_THREAD_SHARED", beside)) / "vectors"
    if not folder.is_dir():
        pytest.skip("the published vectors (../shared/vectors) are not on this machine")
    return folder
