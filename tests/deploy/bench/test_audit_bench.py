"""The bench of the audit log: what it makes is a real log, what it measures happened, and the page says so."""

import copy
import json

from audit.log import AuditLog
from audit.receipt import ReceiptDocument
from audit.signer import Signer
from audit.storage.sqlite import SqliteStorage
from audit.template import template
from deploy.bench import audit
from deploy.bench.audit_filled import filled, new_place
from deploy.bench.audit_load import ENTRY_BYTES, closed_loop, entries_of, offered
from deploy.bench.audit_page import figures_of


async def open_log(place) -> AuditLog:
    return await AuditLog.open(SqliteStorage(place / "log.db"), Signer.load(place / "key"))


def test_the_entries_have_the_size_that_the_figures_are_for_and_ids_of_their_own():
    entries = entries_of(50)
    assert {len(template(entry).at(1_800_000_000_000_000)) for entry in entries} == {ENTRY_BYTES}
    assert len({entry.request_id for entry in entries}) == 50


async def test_a_filled_log_opens_sound_proves_its_entries_and_goes_on(tmp_path):
    place = filled(tmp_path / "filled", 66_000, 200)
    log = await open_log(place)
    assert (log.frozen, log.size) == ("", 66_000)
    for index in (0, 255, 256, 65_535, 65_536, 65_999):
        receipt = await log.receipt(index)
        assert ReceiptDocument.from_json(receipt.to_json()).verify(log.verifier).size == 66_000
    (entry,) = entries_of(1)
    assert (await log.append(entry)).verify(log.verifier).size == 66_001
    await log.close()


async def test_a_closed_loop_and_a_fixed_rate_append_what_they_say(tmp_path):
    log = await open_log(new_place(tmp_path / "log"))
    closed = await closed_loop(log, 300, callers=20)
    assert log.size == 600  # as many again to warm up
    assert (closed["entries"], closed["entry_bytes"]) == (300, ENTRY_BYTES)
    at_rate = await offered(log, 200, 0.5)
    assert log.size == 700
    assert at_rate["per_second"] <= 210
    assert at_rate["median_ms"] <= at_rate["p99_ms"] <= at_rate["worst_ms"]
    await log.close()


def test_a_small_run_measures_every_part_that_needs_no_server_and_writes_the_page(tmp_path, capsys):
    page = tmp_path / "page.md"
    arguments = ["--entries", "100", "--large", "70_000", "--verified", "300", "--seconds", "0.1", "--rounds", "1"]
    only = [option for part in ("peers", "sqlite", "http", "verify", "large") for option in ("--only", part)]
    assert audit.main([*arguments, *only, "--json", "--page", str(page), "--directory", str(tmp_path)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["sqlite"]["closed"]["per_second"] > 0
    assert found["verify"]["deep"]["exit"] == 0
    assert found["large"]["proofs"]["size"] == 70_100 + 100
    assert found["http"]["logged"]["server_us"] > found["http"]["bare"]["server_us"]
    text = page.read_text()
    for part in ("SQLite, one process", "one commit and one hash link", "over HTTP", "audit verify", "70,000 entries"):
        assert part in text


def test_a_figure_that_misses_its_target_is_not_called_met():
    closed = {"entries": 10, "per_second": 50_000.0, "processor_us": 15.0}
    calm = {"median_ms": 0.2, "p99_ms": 1.0}
    sqlite = {
        "closed": closed,
        "rounds": [50_000.0],
        "sync_ms": 0.1,
        "alone": calm,
        "offered": [{"offered": 1000, "per_second": 1000.0, **calm}],
    }
    found = {"machine": {}, "sqlite": sqlite}
    assert figures_of(found).markdown().count("| met |") == 2
    missed = copy.deepcopy(found)
    missed["sqlite"]["closed"]["per_second"] = 49_999.0
    missed["sqlite"]["offered"][0]["p99_ms"] = 1.01
    assert figures_of(missed).markdown().count("| NOT MET |") == 2
