"""`python -m audit verify 2026 2027`: each shard is sound, and begins where the one before it ended."""

import json
import shutil

import pytest

from audit.__main__ import main
from audit.earlier_shard import EarlierShard
from audit.events import Actor
from audit.log import AuditLog
from audit.shards import ShardEnd, begin_shard, close_shard
from audit.signer import Signer, create_key
from audit.storage.sqlite import SqliteStorage

KEEPER = Actor("operator", "partnership")
YEARS = ("2026", "2027", "2028")


@pytest.fixture
async def years(tmp_path, make_entry):
    """Three shards of a log with their exports, and an export of the first before it was closed."""
    for year in YEARS:
        (tmp_path / f"log-{year}").mkdir()
        create_key(tmp_path / f"log-{year}" / "key", f"goldenthread.test/audit/{year}")
    end: ShardEnd | None = None
    earlier = None
    for year, following in zip(YEARS, [*YEARS[1:], None], strict=True):
        folder = tmp_path / f"log-{year}"
        signer = Signer.load(folder / "key")
        log = await AuditLog.open(SqliteStorage(folder / "log.db"), signer, earlier=earlier)
        if end:
            await begin_shard(log, KEEPER, end)
        for _ in range(300):
            await log.append(make_entry())
        (tmp_path / f"receipt-{year}").write_text((await log.receipt(1)).to_json())
        if year == "2026":
            await log.export(tmp_path / "unclosed")
        if following:
            end = await close_shard(log, KEEPER, Signer.load(tmp_path / f"log-{following}" / "key").verifier)
        await log.export(tmp_path / year)
        await log.close()
        earlier = EarlierShard(SqliteStorage(folder / "log.db"), signer.verifier, end.note)
    earlier.close()
    return tmp_path


@pytest.fixture
def verify(years, capsys):
    key = Signer.load(years / "log-2026" / "key").verifier.vkey

    def run(*folders: str, known: tuple[str, ...] = (), key: str = key) -> tuple[int, str]:
        more = [word for one in known for word in ("--known", str(years / one))]
        code = main(["verify", *(str(years / folder) for folder in folders), "--key", key, *more])
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return run


async def test_with_the_first_key_alone_all_shards_are_sound_and_follow_each_other(verify, years):
    code, text = verify(*YEARS)
    assert code == 0, text
    assert f"{years}/2027 begins where {years}/2026 ended: after 301 entries" in text
    assert f"{years}/2028 begins where {years}/2027 ended: after 302 entries" in text
    assert verify("2026", "2027")[0] == 0


async def test_the_order_counts_and_none_may_be_left_out(verify):
    assert verify("2026", "2028")[0] == 3
    assert verify("2027", "2026")[0] == 3


async def test_a_shard_that_is_not_closed_is_followed_by_none(verify):
    code, text = verify("unclosed", "2027")
    assert code == 3
    assert "does not end with the entry that closes a shard" in text


async def test_what_is_altered_in_any_of_them_is_named(verify, years):
    bundle = years / "2027" / "tile" / "entries" / "000"
    content = bytearray(bundle.read_bytes())
    content[len(content) // 2] ^= 1
    bundle.write_bytes(content)
    code, text = verify(*YEARS)
    assert code == 1
    assert f"{years}/2027: Entry " in text


async def test_what_is_known_is_held_against_the_shard_that_it_is_of(verify, years):
    code, text = verify("2026", "2027", known=("receipt-2027", "receipt-2026"))
    assert code == 0, text
    assert text.count("as you know them") == 2
    code, text = verify("2026", "2027", known=("receipt-2028",))
    assert code == 3
    assert "is not of any of these shards" in text


async def test_a_shard_that_was_closed_again_with_less_in_it_is_found(verify, years, make_entry):
    """Whoever holds the key of 2026 writes it anew, shorter, and closes it with the same successor."""
    folder = years / "forged"
    folder.mkdir()
    shutil.copy(years / "log-2026" / "key", folder / "key")
    log = await AuditLog.open(SqliteStorage(folder / "log.db"), Signer.load(folder / "key"))
    await log.append(make_entry())
    await close_shard(log, KEEPER, Signer.load(years / "log-2027" / "key").verifier)
    await log.export(years / "shorter")
    await log.close()
    code, text = verify("shorter", "2027")
    assert code == 2
    assert "one was rolled back or forked" in text


async def test_a_shard_that_names_a_made_up_end_is_not_believed(years, capsys, make_entry):
    """Whoever holds the key of 2027 begins it after entries that 2026 never signed."""
    folder = years / "forged"
    folder.mkdir()
    shutil.copy(years / "log-2027" / "key", folder / "key")
    log = await AuditLog.open(SqliteStorage(folder / "log.db"), Signer.load(folder / "key"))
    genuine = json.loads((years / "receipt-2026").read_text())["checkpoint"]
    await begin_shard(log, KEEPER, ShardEnd("goldenthread.test/audit/2026", 7, b"r" * 32, genuine))
    await log.export(years / "made-up")
    await log.close()
    key = Signer.load(years / "log-2026" / "key").verifier.vkey
    assert main(["verify", str(years / "2026"), str(years / "made-up"), "--key", key]) == 3
    assert "it contradicts itself" in capsys.readouterr().out
