"""The vectors that this project publishes (tests/vectors): the verifier gives the verdict that stands beside each."""

import base64
import json
import runpy
from pathlib import Path

import pytest

from audit.layout import tile_path
from audit.merkle import leaf_hash, root_of_leaves
from audit.note import open_checkpoint, parse_vkey
from audit.verify import verify_content, verify_export

VECTORS = Path(__file__).parents[1] / "vectors"


def read(name: str) -> dict:
    return json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))


RECEIPTS, EXTRACTS, EXPORTS = read("receipts"), read("extracts"), read("exports")


def named(cases: list[dict]) -> list:
    return [pytest.param(case, id=case["name"]) for case in cases]


@pytest.mark.parametrize("case", named(RECEIPTS["cases"] + EXTRACTS["cases"]))
def test_a_receipt_or_extract_gets_the_published_verdict(case):
    key = parse_vkey(RECEIPTS["key"])
    known = [open_checkpoint(note, key) for note in case["known"]]
    report = verify_content(case["file"].encode(), key, known)
    assert (report.outcome.name.lower(), report.first_bad) == (case["outcome"], case["first_bad"]), report.text()


@pytest.mark.parametrize("case", named(EXPORTS["cases"]))
def test_an_export_gets_the_published_verdict(case, tmp_path):
    key = parse_vkey(EXPORTS["key"])
    for path, content in edited(EXPORTS["exports"][case["export"]], case["edits"]).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    known = [open_checkpoint(note, key) for note in case["known"]]
    report = verify_export(tmp_path, key, known)
    assert (report.outcome.name.lower(), report.first_bad) == (case["outcome"], case["first_bad"]), report.text()


def edited(export: dict[str, str], edits: list[dict]) -> dict[str, bytes]:
    files = {path: base64.b64decode(content) for path, content in export.items()}
    for edit in edits:
        if edit.get("gone"):
            del files[edit["path"]]
            continue
        old = files.get(edit["path"], b"")
        new = base64.b64decode(edit["insert"])
        files[edit["path"]] = old[: edit["at"]] + new + old[edit["at"] + edit["remove"] :]
    return files


def test_the_published_tiles_and_roots_are_those_of_their_entries():
    published = read("tiles")
    leaves = [leaf_hash(f"entry {n}".encode()) for n in range(1000)]
    for size, root in published["roots"].items():
        assert root_of_leaves(leaves[: int(size)]).hex() == root
    assert published["tiles"][tile_path("0", 1, 256)] == b"".join(leaves[256:512]).hex()
    blocks = [root_of_leaves(leaves[start : start + 256]) for start in (0, 256, 512)]
    assert published["tiles"][tile_path("1", 0, 3)] == b"".join(blocks).hex()
    assert len(published["tiles"]) == 5


def test_made_again_the_vectors_are_the_same(tmp_path):
    runpy.run_path(str(VECTORS / "make.py"))["make"](tmp_path)
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (VECTORS / path.name).read_bytes(), path.name
