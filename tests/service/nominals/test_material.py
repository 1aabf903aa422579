"""What a store teaches: pairs of two sources that share a token, sampled, on either engine."""

from pathlib import Path

import pytest

from connectors.catalogue import connector
from connectors.manifest import beside, read_manifest
from connectors.sandbox.partnership import write_partnership
from deploy.demo.partnership import FILES
from service.intake.load import Intake, load
from service.matching.learning import CannotLearn, learnt
from service.matching.model import shipped_model
from service.matching.tokens import IndexKey
from service.nominals.material import gather
from service.opening import Opener
from service.sealing.keyring import Keyring
from service.sealing.seal import Sealer
from service.store.store import Store

PEOPLE = 220


@pytest.fixture(scope="module")
def keyring() -> Keyring:
    return Keyring.fresh(["police:04", "ods:RW5", "ods:RXL", "gss:E06000009"])


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sandbox")
    write_partnership(folder, PEOPLE, seed=3)
    return folder


@pytest.fixture
def bring_in(store: Store, files: Path, keyring: Keyring):
    """Load the files of these formats."""

    async def loaded(*formats: str) -> None:
        intake = Intake(store, keyring, shipped_model(), workers=0)
        for name, file in FILES:
            if name in formats:
                await load(intake, connector(name), read_manifest(beside(files / file)), files / file, None)

    return loaded


@pytest.fixture
def taught(store: Store, keyring: Keyring):
    """Gather from the store as it is."""

    async def gathered(**changed):
        told: list[tuple[int, int]] = []
        key = IndexKey(keyring.index_key, keyring.index_version)
        opener = Opener(Sealer(changed.pop("keyring", keyring)))
        material = await gather(
            store.database, opener, key, **({"sample": 0} | changed), progress=lambda done, of: told.append((done, of))
        )
        return material, told

    return gathered


async def test_pairs_are_of_two_sources_and_one_person_is_among_them(bring_in, taught) -> None:
    await bring_in("police", "family_hubs", "health")
    material, told = await taught()
    assert material.held == material.asked == told[-1][0] == told[-1][1]
    assert material.held > PEOPLE
    found = learnt(material, shipped_model().source, name="x", about={})
    assert 0.3 < found.source.coverage < 1.2
    assert found.source.fields["birth"].m[0] > 0.8


async def test_a_sample_seeks_fewer_pairs_and_knows_how_many_there_are(bring_in, taught) -> None:
    await bring_in("police", "health")
    whole, _ = await taught()
    part, _ = await taught(sample=150)
    assert part.asked < whole.asked
    assert sum(part.patterns.values()) < sum(whole.patterns.values())
    assert part.held == pytest.approx(whole.held, rel=0.05)


async def test_an_only_source_that_has_nobody_twice_is_refused(bring_in, taught) -> None:
    await bring_in("family_hubs")
    material, _ = await taught()
    with pytest.raises(CannotLearn, match="Load two sources"):
        learnt(material, shipped_model().source, name="x", about={})


async def test_records_of_an_agency_that_took_its_keys_away_take_no_part(bring_in, taught, keyring: Keyring) -> None:
    await bring_in("police", "health")
    whole, _ = await taught()
    part, _ = await taught(keyring=keyring.without_agency("police:04"))
    assert 0 < part.asked < whole.asked


async def test_an_empty_store_is_refused(taught) -> None:
    with pytest.raises(CannotLearn, match="not two people in the store"):
        await taught()
