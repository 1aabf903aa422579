"""Nothing that is done to an export goes unnoticed: every byte flipped, every file cut, and entries moved about.

The log is small and its verification quick, so that every place of it can be tried.
"""

import itertools
import json
import runpy
from pathlib import Path

import pytest

from audit.layout import bundle, split_bundle
from audit.note import parse_vkey
from audit.report import Outcome, Report
from audit.verify import verify_content, verify_export

MADE = runpy.run_path(str(Path(__file__).parents[1] / "vectors" / "make.py"))
KEY = parse_vkey(MADE["SECRET"].verifier.vkey)
ENTRIES = "tile/entries/000.p/5"


@pytest.fixture
def small(tmp_path) -> Path:
    """Five entries; three have payloads, of which one was shredded."""
    folder = tmp_path / "export"
    for path, content in MADE["small"]().export().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def checked(folder: Path) -> Report:
    return verify_export(folder, KEY, processes=1)


def names(report: Report, path: str, at: int, entries: bytes) -> bool:
    """Whether the report says where the damage is: the entry, or the file."""
    told = " ".join(finding.text for finding in report.findings)
    if path == ENTRIES:
        return report.first_bad == entry_at(entries, at)
    if path.startswith("payload/"):
        return report.first_bad == int(path.removeprefix("payload/"))
    return path in told or path in told.lower() or "not signed with the given key" in told


def entry_at(content: bytes, at: int) -> int:
    """The entry to which this byte of a bundle belongs, its length before it included."""
    ends = itertools.accumulate(len(entry) + 2 for entry in split_bundle(content))
    return next(index for index, end in enumerate(ends) if at < end)


def test_every_flipped_byte_is_noticed_and_its_place_named(small):
    entries = (small / ENTRIES).read_bytes()
    tried = 0
    for file in [path for path in small.rglob("*") if path.is_file()]:
        content, path = file.read_bytes(), file.relative_to(small).as_posix()
        for place in range(len(content)):
            changed = bytearray(content)
            changed[place] ^= 1 << place % 8
            file.write_bytes(changed)
            report = checked(small)
            assert report.outcome is not Outcome.SOUND, (path, place)
            assert names(report, path, place, entries), (path, place, report.text())
            tried += 1
        file.write_bytes(content)
    assert tried > 2500
    assert checked(small).outcome is Outcome.SOUND


def test_every_file_cut_at_any_place_is_noticed_and_its_place_named(small):
    entries = (small / ENTRIES).read_bytes()
    for file in [path for path in small.rglob("*") if path.is_file()]:
        content, path = file.read_bytes(), file.relative_to(small).as_posix()
        for length in range(0, len(content), 3):
            file.write_bytes(content[:length])
            report = checked(small)
            assert report.outcome is not Outcome.SOUND, (path, length)
            assert names(report, path, length, entries) or path == "checkpoint", (path, length, report.text())
        file.write_bytes(content)


def test_every_order_of_the_entries_but_the_signed_one_is_noticed_and_the_first_that_moved_named(small):
    rows = split_bundle((small / ENTRIES).read_bytes())
    for order in list(itertools.permutations(range(5)))[1:]:
        (small / ENTRIES).write_bytes(bundle(rows[i] for i in order))
        report = checked(small)
        assert report.outcome is Outcome.ALTERED
        assert report.first_bad == next(i for i, was in enumerate(order) if i != was), order


def test_every_choice_of_entries_left_out_is_noticed_and_the_first_named(small):
    rows = split_bundle((small / ENTRIES).read_bytes())
    for count in range(5):
        for kept in itertools.combinations(range(5), count):
            (small / ENTRIES).write_bytes(bundle(rows[i] for i in kept))
            report = checked(small)
            assert report.outcome is Outcome.ALTERED
            assert report.first_bad == next(i for i in range(5) if i not in kept), kept


def test_any_entry_repeated_or_replaced_by_another_at_any_place_is_noticed_and_named(small):
    rows = split_bundle((small / ENTRIES).read_bytes())
    for copied, place in itertools.product(range(5), range(6)):
        repeated = [*rows[:place], rows[copied], *rows[place:]]
        replaced = [*rows[:place], rows[copied], *rows[place + 1 :]]
        for changed in (repeated, replaced):
            if changed == rows:
                continue
            (small / ENTRIES).write_bytes(bundle(changed))
            report = checked(small)
            assert report.outcome is Outcome.ALTERED
            assert report.first_bad == next((i for i in range(5) if changed[i] != rows[i]), 5), (copied, place)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda e: [*e[:7], *e[8:]], "Entry 7 is missing."),
        (lambda e: [*e[:7], *e[9:]], "Entries 7 to 8 are missing."),
        (lambda e: e[:250], "Entries 250 to 255 are missing."),
        (lambda e: [*e[:7], e[8], e[7], *e[9:]], "Entries 7 and 8 were swapped."),
        (lambda e: [*e[:7], e[90], *e[8:90], e[7], *e[91:]], "Entries 7 and 90 were swapped."),
        (lambda e: [*e[:3], *e[3:9][::-1], *e[9:]], "Entries 3 to 8 stand in another order than the log signed."),
        (lambda e: [*e[:8], e[7], *e[8:]], "Entry 7 is there again before entry 8."),
        (lambda e: [*e[:8], b"{}", *e[8:]], "1 entry that the log did not sign was put in before entry 8."),
        (lambda e: [*e[:8], e[7], *e[9:]], "Entry 8 was replaced by entry 7: it is not what the log signed."),
        (lambda e: [*e[:8], b"{}", *e[9:]], "Entry 8 was altered: it is not what the log signed."),
    ],
)
def test_what_was_done_is_said_in_words(tmp_path, change, told):
    files = MADE["larger"](300).export()
    files["tile/entries/000"] = bundle(change(split_bundle(files["tile/entries/000"])))
    for path, content in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    assert [finding.text for finding in checked(tmp_path).findings] == [told]


def test_no_byte_of_an_extract_can_change_unnoticed():
    content = MADE["small"]().extract(staff="staff-1").encode()
    assert verify_content(content, KEY).outcome is Outcome.SOUND
    meaning = json.loads(content)
    for place in range(len(content)):
        changed = bytearray(content)
        changed[place] ^= 1
        outcome = verify_content(bytes(changed), KEY).outcome
        # a space that became another kind of space says the same
        assert outcome is not Outcome.SOUND or json.loads(changed) == meaning, place
