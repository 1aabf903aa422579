"""Records in: counted, linked, quarantined; twice the same as once; on both engines."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import Select, func, select

from connectors.catalogue import connector
from connectors.manifest import Manifest
from service.errors import NotAcceptable
from service.intake.load import Intake, load
from service.matching.model import Model
from service.sealing import groups
from service.sealing.keyring import Keyring
from service.sealing.keys import CannotOpen, Purpose
from service.sealing.seal import CONTACT_OF_INVOLVEMENT, NAME_OF_RECORD, RAW_OF_QUARANTINE, Sealer
from service.store.changes import tables
from service.store.statement import Statement
from service.store.store import Store


def hub(number: int, **changed: Any) -> dict[str, Any]:
    """Different people: nothing of one is like another."""
    return {
        "provider_ref": f"EHM-{number}",
        "names": [
            {"family": f"Family{'abcdefghij'[number % 10]}{number}x", "given": [f"Given{'klmnopqrst'[number % 10]}"]}
        ],
        "dob": f"{1950 + number % 60}-{1 + number % 12:02d}-{13 + number % 15}",
        "addresses": [{"postcode": f"FY{1 + number % 8} {number % 10}A{'BDEFGHJLN'[number % 9]}"}],
    } | changed


def _person(number: int) -> dict[str, Any]:
    letters = "".join("abcdefghiklmnoprstuw"[int(digit)] for digit in str(number * 7919))
    return hub(number, names=[{"family": letters.capitalize(), "given": [letters[::-1].capitalize()]}])


async def postings(store: Store) -> int:
    counted = select(func.count()).select_from(tables["posting"])
    return int((await store.database.rows(Statement(counted)))[0][0])


def _all(table: str) -> Select[Any]:
    return select(*tables[table].c)


def _manifest(day: int) -> Manifest:
    return Manifest("gss:E06000009", datetime(2026, 11, day, tzinfo=UTC))


async def test_a_load_counts_what_it_read_and_says_so(store: Store, hub_file: Any, load_into: Any) -> None:
    path = hub_file(hub(1), hub(2), hub(3, dob="2011-02-31"))
    summary = await load_into(store, path)
    assert (summary.tally.read, summary.tally.new, summary.tally.changed, summary.tally.unchanged) == (3, 2, 0, 0)
    assert summary.tally.quarantined == {"impossible_date": 1}
    assert summary.lines()[:2] == [
        "gss:E06000009: read 3, new 2, changed 0, unchanged 0, linked 0, to be decided 0, held as perhaps shielded 0, "
        "quarantined 1",
        "  quarantined for impossible_date: 1",
    ]
    counts = await store.counts()
    assert (counts.records, counts.goldens, counts.quarantined) == (2, 2, 1)


async def test_the_same_file_twice_changes_nothing(store: Store, hub_file: Any, load_into: Any) -> None:
    path = hub_file(hub(1), hub(2), hub(3, dob="2011-02-31"))
    await load_into(store, path)
    before, indexed = await store.counts(), await postings(store)
    again = await load_into(store, path)
    assert (again.tally.new, again.tally.changed, again.tally.unchanged) == (0, 0, 2)
    assert await store.counts() == before
    assert await postings(store) == indexed > 0


async def test_only_the_changed_record_is_written_anew(store: Store, hub_file: Any, load_into: Any) -> None:
    await load_into(store, hub_file(hub(1), hub(2)))
    pseudonyms = await store.pseudonyms([1, 2])
    indexed = await postings(store)
    moved = hub(2, addresses=[{"postcode": "PR1 2AB"}])
    summary = await load_into(store, hub_file(hub(1), moved, name="later.jsonl"))
    assert (summary.tally.new, summary.tally.changed, summary.tally.unchanged) == (0, 1, 1)
    assert await store.pseudonyms([1, 2]) == pseudonyms
    assert (await store.counts()).goldens == (await store.counts()).involvements == 2
    assert await postings(store) == indexed


async def test_a_record_is_known_from_the_start_and_its_contact_opens(
    store: Store, hub_file: Any, load_into: Any, keyring: Keyring
) -> None:
    await load_into(store, hub_file({}))
    (involvement,) = await store.involvements([1])
    sealer = Sealer(keyring)
    key = sealer.recover_key(involvement.provider, Purpose.DISCLOSE, involvement.record_token, involvement.disclose_key)
    contact = groups.decode_contact(
        sealer.open(key, CONTACT_OF_INVOLVEMENT, involvement.token, involvement.contact_sealed)
    )
    assert contact.contact.name == "Wilhelmina Workercanary"
    (name,) = await store.names([involvement.golden])
    shown = sealer.open_one(name.provider, NAME_OF_RECORD, name.ref_token, name.disclose_key, name.shown_sealed)
    assert groups.decode_shown(shown).name == "Jordan Osprey Kestrelcanary"
    (source,) = await store.sources()
    assert (source.provider, source.covers_area) == ("gss:E06000009", "BLACKPOOL")


async def test_two_agencies_records_of_one_person_become_one_golden_nominal(
    store: Store, hub_file: Any, police_file: Any, load_into: Any
) -> None:
    await load_into(store, hub_file({}, hub(2)))
    summary = await load_into(store, police_file({}))
    assert (summary.tally.new, summary.tally.linked) == (1, 1)
    people = await store.people([1])
    assert {each.provider for each in people} == {"gss:E06000009", "police:04"}
    edges = await store.database.rows(Statement(_all("edge")))
    assert [(edge[0], edge[1]) for edge in edges] == [(3, 1)]
    assert edges[0][2] > 0


async def test_a_record_that_turns_out_to_be_somebody_else_leaves_and_comes_back(
    store: Store, hub_file: Any, police_file: Any, load_into: Any
) -> None:
    await load_into(store, hub_file({}))
    await load_into(store, police_file({}))
    other = {"family": "Nightjar", "given": "Alma", "dob": "1966-01-19", "postcode": "LA1 1AA", "uprn": ""}
    summary = await load_into(store, police_file(other, name="corrected.csv"))
    assert (summary.tally.changed, summary.tally.linked) == (1, 0)
    assert len(await store.people([1])) == 1
    assert await store.database.rows(Statement(_all("edge"))) == []
    back = await load_into(store, police_file({}, name="back.csv"))
    assert (back.tally.changed, back.tally.linked) == (1, 1)
    assert len(await store.people([1])) == 2


async def test_records_of_one_file_find_each_other(store: Store, hub_file: Any, load_into: Any, model: Model) -> None:
    numbered = {"identifiers": {"nhs_number": {"value": "9990000018", "status": "verified_pds"}}}
    summary = await load_into(store, hub_file(numbered, {"provider_ref": "EHM-2", **numbered}))
    assert summary.tally.linked == 1
    assert (await store.counts()).goldens == 1


async def test_a_family_is_known_whichever_member_came_first(store: Store, hub_file: Any, load_into: Any) -> None:
    child = hub(1, relationships=[{"ref": "EHM-2", "type": "parent", "lives_with": True}])
    await load_into(store, hub_file(child))
    assert await store.family([1]) == []
    await load_into(store, hub_file(hub(2), name="later.jsonl"))
    (tie,) = await store.family([1])
    assert (tie.other, tie.kind, tie.lives_with) == (2, "parent", True)
    assert [(each.other, each.kind) for each in await store.family([2])] == [(1, "child")]


async def test_a_newer_export_without_changes_makes_the_records_fresher(
    store: Store, hub_file: Any, keyring: Keyring, model: Model
) -> None:
    path = hub_file(hub(1))
    for day in (1, 2):
        summary = await load(Intake(store, keyring, model, workers=0), connector("family_hubs"), _manifest(day), path)
    assert summary.tally.unchanged == 1
    (person,) = await store.people([1])
    assert person.as_of == _manifest(2).as_of_seconds


async def test_a_quarantined_row_is_kept_whole_under_its_own_key(
    store: Store, hub_file: Any, load_into: Any, keyring: Keyring
) -> None:
    path = hub_file(hub(1, dob="2011-02-31"))
    await load_into(store, path)
    await load_into(store, path)
    (row,) = await store.database.rows(Statement(_all("quarantine")))
    _, token, provider, _, line, code, _, _, key, sealed = row
    assert (line, code) == (1, "impossible_date")
    assert Sealer(keyring).open_one(provider, RAW_OF_QUARANTINE, token, key, sealed) == path.read_bytes().strip()


async def test_a_reference_that_comes_again_in_the_same_file_goes_to_quarantine(
    store: Store, hub_file: Any, load_into: Any, keyring: Keyring
) -> None:
    again = hub(1, dob="1999-09-09")
    summary = await load_into(store, hub_file(hub(1), hub(2), again))
    assert (summary.tally.read, summary.tally.new, summary.tally.changed) == (3, 2, 0)
    assert summary.tally.quarantined == {"repeated_ref": 1}
    (row,) = await store.database.rows(Statement(_all("quarantine")))
    _, token, provider, _, line, code, _, _, key, sealed = row
    assert (line, code) == (3, "repeated_ref")
    raw = Sealer(keyring).open_one(provider, RAW_OF_QUARANTINE, token, key, sealed)
    assert (msgspec.json.decode(raw)["ref"], msgspec.json.decode(raw)["dob"]["year"]) == ("EHM-1", 1999)
    (name,) = await store.names([1])
    shown = Sealer(keyring).open_one(provider, NAME_OF_RECORD, name.ref_token, name.disclose_key, name.shown_sealed)
    assert groups.decode_shown(shown).dob != msgspec.json.decode(raw)["dob"]


async def test_a_reference_that_comes_again_far_down_the_file_is_found_too(
    store: Store, hub_file: Any, load_into: Any
) -> None:
    many = [_person(number) for number in range(1, 1400)]
    summary = await load_into(store, hub_file(*many, _person(1) | {"dob": "1999-09-09"}), commit_records=1)
    assert (summary.tally.new, summary.tally.changed) == (1399, 0)
    assert summary.tally.quarantined["repeated_ref"] == 1


async def test_a_repeat_is_one_also_of_a_record_that_an_earlier_load_brought(
    store: Store, hub_file: Any, load_into: Any
) -> None:
    await load_into(store, hub_file(hub(1)))
    changed, many = hub(1, dob="1999-09-09"), [_person(number) for number in range(2, 1400)]
    summary = await load_into(store, hub_file(hub(1), *many, changed, name="later.jsonl"), commit_records=1)
    assert (summary.tally.new, summary.tally.changed, summary.tally.unchanged) == (1398, 0, 1)
    assert summary.tally.quarantined == {"repeated_ref": 1}
    assert (await load_into(store, hub_file(changed, name="third.jsonl"))).tally.changed == 1


async def test_a_file_with_fewer_rows_than_its_manifest_says_is_told_of(
    store: Store, hub_file: Any, keyring: Keyring, model: Model
) -> None:
    path, intake = hub_file(hub(1), hub(2)), Intake(store, keyring, model, workers=0)
    stated = msgspec.structs.replace(_manifest(1), rows=3)
    short = await load(intake, connector("family_hubs"), stated, path)
    assert short.lines()[-1].startswith("The manifest says 3 rows and the file has 2.")
    whole = await load(intake, connector("family_hubs"), msgspec.structs.replace(stated, rows=2), path)
    assert len(whole.lines()) == 1


async def test_an_agency_without_keys_is_refused_before_anything_is_read(
    store: Store, hub_file: Any, model: Model
) -> None:
    with pytest.raises(NotAcceptable, match="no keys") as caught:
        await load(Intake(store, Keyring.fresh(), model), connector("family_hubs"), _manifest(1), hub_file(hub(1)))
    assert caught.value.faults[0].field == "provider"


async def test_a_withdrawn_agencys_records_can_no_longer_be_matched_or_opened(
    store: Store, hub_file: Any, police_file: Any, load_into: Any, keyring: Keyring, model: Model
) -> None:
    await load_into(store, hub_file({}))
    without = keyring.without_agency("gss:E06000009")
    manifest = msgspec.structs.replace(_manifest(1), provider="police:04")
    summary = await load(Intake(store, without, model, workers=0), connector("police"), manifest, police_file({}))
    assert (summary.tally.new, summary.tally.linked) == (1, 0)
    (name,) = await store.names([1])
    with pytest.raises(CannotOpen):
        Sealer(without).open_one(name.provider, NAME_OF_RECORD, name.ref_token, name.disclose_key, name.shown_sealed)


async def test_a_file_that_is_cut_off_keeps_its_good_rows_and_says_what_is_wrong(
    store: Store, hub_file: Any, load_into: Any
) -> None:
    path = hub_file(hub(1), hub(2))
    path.write_bytes(path.read_bytes()[:-40])
    summary = await load_into(store, path)
    assert (summary.tally.new, summary.tally.quarantined) == (1, {"truncated": 1})


async def test_a_file_that_cannot_be_read_any_further_keeps_what_came_before(
    store: Store, hub_file: Any, load_into: Any
) -> None:
    path = hub_file(hub(1))
    path.write_bytes(path.read_bytes() + b"x" * (3 << 20))
    summary = await load_into(store, path)
    assert summary.tally.new == 1
    assert "longer than 1 MiB" in summary.lines()[-1]
    assert await store.sources() == []


async def test_a_file_that_is_not_there_is_refused(store: Store, load_into: Any, tmp_path: Path) -> None:
    with pytest.raises(NotAcceptable, match="could not be opened"):
        await load_into(store, tmp_path / "absent.jsonl")


async def test_progress_ends_at_the_whole_file(store: Store, hub_file: Any, load_into: Any) -> None:
    path, seen = hub_file(*map(hub, range(1, 30))), list[tuple[int, int]]()
    await load_into(store, path, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (path.stat().st_size, path.stat().st_size)


async def test_worker_processes_make_the_same_of_a_file(store: Store, hub_file: Any, load_into: Any) -> None:
    path = hub_file(*map(hub, range(1, 200)))
    summary = await load_into(store, path, workers=1, small_bytes=0)
    assert summary.tally.new == 199
    assert (await load_into(store, path)).tally.unchanged == 199
