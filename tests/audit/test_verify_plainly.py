"""The verifier's quick ways come to what a plain reading comes to: for any log, and for anything done to an export."""

import json
import runpy
import shutil
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from audit.layout import bundle, split_bundle
from audit.merkle import leaf_hash, parent_row, root_of_leaves
from audit.report import Outcome
from audit.verify import verify_export
from audit.verify_hashing import hash_bundle, leaf_row, tile_root

MADE = runpy.run_path(str(Path(__file__).parents[1] / "vectors" / "make.py"))
KEY = MADE["SECRET"].verifier
ENTRY = '{"actor":{"staff":"%s"},"request_id":"%s","subject":"%s","time":%s,"type":"sign_in","version":1}'
FIRST = 1_795_176_000_000_000

oddities = st.sampled_from(["none"] * 6 + ["older", "repeated", "not json", "no time", "zero", "spaced", "escaped"])


@st.composite
def logs(draw) -> list[bytes]:
    """The entries of a log with faults that only somebody with its key can put in."""
    count = draw(st.sampled_from([1, 2, 3, 5, 255, 256, 257, 300, 513]))
    odd = dict(draw(st.lists(st.tuples(st.integers(0, count - 1), oddities), max_size=12)))
    staff = draw(st.sampled_from(["s", "staff:1", "é"]))
    return [_body(number, odd.get(number, "none"), staff) for number in range(count)]


def _body(number: int, odd: str, staff: str) -> bytes:
    time = str(FIRST + number * 10)
    request_id = f"request-{number:06d}"
    if odd == "repeated":
        request_id = f"request-{number // 2:06d}"
    if odd == "escaped":
        request_id = f"\\u0072equest-{number // 2:06d}"
    if odd == "older":
        time = str(FIRST - 5)
    text = ENTRY % (staff, request_id, f"gn:{number:032x}", time)
    if odd == "not json":
        text = text.replace('"type"', '"type', 1)
    if odd == "no time":
        text = text.replace('"time"', '"tame"')
    if odd == "zero":
        text = text.replace(f'"time":{time}', f'"time":0{time[1:]}')
    if odd == "spaced":
        text = text.replace('"time":', '"time" : ')
    return text.encode()


def plainly(bodies: list[bytes]) -> list[tuple[int, str]]:
    """What is wrong with what the entries say, read one by one with `json` alone."""
    older, repeated, newest, seen = [], [], 0, set()
    for index, body in enumerate(bodies):
        try:
            said = json.loads(body.decode())
            time, request_id = said["time"], said["request_id"]
        except (ValueError, KeyError):
            older.append((index, f"Entry {index} cannot be read as an entry."))
            continue
        if time < newest:
            older.append((index, f"Entry {index} is older than the one before it."))
        newest = max(newest, time)
        if request_id in seen:
            repeated.append((index, f"Entry {index} has the request id of an earlier entry."))
        seen.add(request_id)
    return older + repeated


def written(folder: Path, files: dict[str, bytes]) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


@given(logs())
@settings(max_examples=60, deadline=None)
def test_what_is_wrong_with_signed_entries_is_what_a_plain_reading_finds(tmp_path_factory, bodies):
    export = written(tmp_path_factory.getbasetemp() / "plainly", MADE["Kept"](bodies, {}).export())
    report = verify_export(export, KEY, processes=1)
    assert [(finding.index, finding.text) for finding in report.findings] == plainly(bodies)


@given(st.sampled_from([1, 2, 5, 255, 256, 257, 300, 513]), st.data())
@settings(max_examples=120, deadline=None)
def test_whatever_is_done_to_the_entries_the_first_that_is_not_what_was_signed_is_named(tmp_path_factory, count, data):
    files = MADE["Kept"]([_body(n, "none", "s") for n in range(count)], {}).export()
    number = data.draw(st.integers(0, (count - 1) // 256))
    name = next(path for path in files if path.startswith(f"tile/entries/{number:03d}"))
    was = split_bundle(files[name])
    now = _done_to(was, data)
    files[name] = bundle(now)
    export = written(tmp_path_factory.getbasetemp() / "done-to", files)
    for deep in (True, False):
        report = verify_export(export, KEY, deep=deep, processes=1)
        if now == was:
            assert report.outcome is Outcome.SOUND
            continue
        common = min(len(was), len(now))
        first = next((i for i in range(common) if was[i] != now[i]), common)
        assert report.outcome is Outcome.ALTERED
        assert report.first_bad in {number * 256 + first, *([count - 1] if first == count else [])}, report.text()


def _done_to(was: list[bytes], data) -> list[bytes]:
    what = data.draw(st.sampled_from(["flip", "delete", "swap", "repeat", "replace", "cut", "reverse"]))
    place = data.draw(st.integers(0, len(was) - 1))
    other = data.draw(st.integers(0, len(was) - 1))
    now = list(was)
    if what == "flip":
        entry = bytearray(was[place])
        entry[data.draw(st.integers(0, len(entry) - 1))] ^= data.draw(st.integers(1, 255))
        now[place] = bytes(entry)
    elif what == "delete":
        del now[place]
    elif what == "swap":
        now[place], now[other] = now[other], now[place]
    elif what == "repeat":
        now.insert(place, was[other])
    elif what == "replace":
        now[place] = was[other]
    elif what == "cut":
        del now[place:]
    else:
        low, high = sorted((place, other))
        now[low : high + 1] = now[low : high + 1][::-1]
    return now


@given(st.lists(st.binary(max_size=300), max_size=300))
@settings(max_examples=60, deadline=None)
def test_whole_rows_are_hashed_to_what_single_hashes_come_to(entries):
    leaves = [leaf_hash(entry) for entry in entries]
    content = bundle(entries)
    assert leaf_row(entries) == b"".join(leaves)
    assert hash_bundle(content, len(entries)) == b"".join(leaves)
    assert hash_bundle(content, len(entries) + 1) is None
    assert hash_bundle(content + b"\x00", len(entries)) is None
    pairs = [root_of_leaves(leaves[i : i + 2]) for i in range(0, len(leaves) - 1, 2)]
    assert parent_row(b"".join(leaves)) == b"".join(pairs)
    if leaves:
        full = (leaves * 256)[:256]
        assert tile_root(b"".join(full)) == root_of_leaves(full)
