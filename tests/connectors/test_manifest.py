"""Manifests: what an agency says about its file is read, and a file that is not the one described is refused."""

import hashlib

import pytest

from connectors.faults import FaultCode, FileRefused
from connectors.manifest import beside, check_digest, read_manifest


def test_a_manifest_is_found_beside_its_file_and_read(tmp_path) -> None:
    path = tmp_path / "police.csv"
    beside(path).write_text(
        '{"provider": "police:04", "as_of": "2026-11-20T06:00:00Z", "connector": "police", "kind": "delta",'
        ' "coverage": {"from": "2026-11-19", "to": "2026-11-20", "area": "BLACKPOOL"}}'
    )
    manifest = read_manifest(beside(path))
    assert (manifest.provider, manifest.kind, manifest.coverage.area) == ("police:04", "delta", "BLACKPOOL")
    assert manifest.as_of_seconds == 1795154400


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", '{"provider": "police:04"}', '{"provider": "", "as_of": "2026-11-20T06:00:00Z"}'],
)
def test_a_manifest_that_says_too_little_is_refused(tmp_path, text: str) -> None:
    path = tmp_path / "m.json"
    path.write_text(text)
    with pytest.raises(FileRefused) as refused:
        read_manifest(path)
    assert refused.value.code is FaultCode.MANIFEST


def test_a_time_without_its_zone_is_refused(tmp_path) -> None:
    path = tmp_path / "m.json"
    path.write_text('{"provider": "police:04", "as_of": "2026-11-20T06:00:00"}')
    with pytest.raises(FileRefused, match="time zone"):
        read_manifest(path)


def test_a_file_that_was_changed_after_its_manifest_is_refused(tmp_path) -> None:
    path, described = tmp_path / "police.csv", tmp_path / "m.json"
    path.write_bytes(b"one\n")
    digest = hashlib.sha256(b"one\n").hexdigest().upper()
    described.write_text(f'{{"provider": "police:04", "as_of": "2026-11-20T06:00:00Z", "sha256": "{digest}"}}')
    check_digest(path, read_manifest(described))
    path.write_bytes(b"two\n")
    with pytest.raises(FileRefused) as refused:
        check_digest(path, read_manifest(described))
    assert str(refused.value) == "The file is not the one that its manifest describes. Send both again."
