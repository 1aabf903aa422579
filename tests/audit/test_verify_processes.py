"""A log that is shared out among processes is judged as a whole: also what only shows where two shares meet."""

import runpy
from pathlib import Path

import pytest

from audit.report import Outcome
from audit.tree import TILE_WIDTH
from audit.verify import verify_export
from audit.verify_bundles import BUNDLES_A_RUN

MADE = runpy.run_path(str(Path(__file__).parents[1] / "vectors" / "make.py"))
SHARE = BUNDLES_A_RUN * TILE_WIDTH


@pytest.fixture(scope="module")
def export(tmp_path_factory) -> Path:
    """Two shares and a little: at the start of the second, time goes back; later a request id of the first comes again.

    Both are signed: only somebody with the log's key could have written them.
    """
    plain = b'{"actor":{"staff":"s"},"request_id":"%d","time":%d,"type":"sign_in","version":1}'
    bodies = [plain % (n, n + 1000 if n != SHARE else 5) for n in range(SHARE + 300)]
    bodies[SHARE + 200] = plain % (7, SHARE + 1200)
    folder = tmp_path_factory.mktemp("log")
    for path, content in MADE["Kept"](bodies, {}).export().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


@pytest.mark.parametrize("processes", [1, 2])
def test_faults_between_two_shares_are_found_however_many_processes_there_are(export, processes):
    report = verify_export(export, MADE["SECRET"].verifier, processes=processes)
    assert report.outcome is Outcome.ALTERED
    assert [finding.text for finding in report.findings] == [
        f"Entry {SHARE} is older than the one before it.",
        f"Entry {SHARE + 200} has the request id of an earlier entry.",
    ]


@pytest.mark.parametrize("processes", [1, 2])
def test_read_quickly_only_the_hashes_count_and_the_report_says_so(export, processes):
    report = verify_export(export, MADE["SECRET"].verifier, deep=False, processes=processes)
    assert report.outcome is Outcome.SOUND
    assert "without --quick" in report.text()
