"""One person's part of the log is read with a reason that the log keeps, under an address that names nobody."""

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_everything_told_of_a_person_is_shown_with_whom_it_was_told(office) -> None:
    index, subject = await office.told_of(scope="person")
    page = await office.get(await office.look_at(subject))
    for part in (
        "Agencies that were told",
        "Blackpool Council",
        f"{index:,}",
        "They were asked about",
        "They complained",
    ):
        assert part in page, part


async def test_the_address_names_nobody(office) -> None:
    _, subject = await office.told_of(scope="person")
    address = await office.look_at(subject)
    assert address.startswith("/subject-history/")
    assert subject not in address


async def test_the_log_keeps_who_looked_at_whom_and_why_before_anything_is_shown(office) -> None:
    _, subject = await office.told_of(scope="person")
    await office.get(await office.look_at(subject, why="incident"))
    entry = await office.house.newest("log.queried")
    assert (entry["subject"], entry["details"]) == (subject, {"what": "subject_history", "why": "incident"})
    assert entry["actor"]["staff"].startswith("staff-lead")


@pytest.mark.parametrize(
    ("subject", "why", "said"),
    [
        ("", "complaint", "Enter the person’s pseudonym"),
        ("Jordan Synth", "complaint", "A name finds nobody here"),
        ("0" * 32, "", "Choose why you are looking"),
        ("0" * 32, "curiosity", "Choose why you are looking"),
    ],
)
async def test_without_a_pseudonym_and_a_reason_nothing_is_read(office, subject: str, why: str, said: str) -> None:
    before = office.house.runtime.log.size
    reply = await office.post("/subject-history", subject=subject, why=why)
    assert reply.status_code == 422
    assert said in reply.text
    assert office.house.runtime.log.size == before


async def test_somebody_whom_the_agency_has_nothing_to_do_with_reads_as_nobody(office) -> None:
    _, subject = await office.told_of("police-officer", purpose="safeguard_child", case_reference="P-1")
    office.be("lead")
    nobody = await office.get(await office.look_at("0" * 32), status=404)
    assert "knows nobody by this pseudonym" in nobody
    assert subject


async def test_another_session_cannot_go_on_with_a_look(office) -> None:
    _, subject = await office.told_of(scope="person")
    address = await office.look_at(subject)
    office.be("colleague")
    assert "Choose the person and your reason again" in await office.get(address, status=404)


async def test_the_log_narrows_to_the_person_under_the_same_reference(office) -> None:
    index, subject = await office.told_of(scope="person")
    look = (await office.look_at(subject)).rpartition("/")[2]
    page = await office.get(f"/log?look={look}&type=enquiry.answered")
    assert f"{index:,}" in page
    assert "Person: the one you chose" in page
    entry = await office.house.newest("log.queried")
    assert entry["details"] == {"what": "list", "filters": ["subject", "type"], "why": "complaint"}


async def test_looking_at_a_person_is_no_enquiry_that_showed_nothing(office, people, known_of) -> None:
    _, subject = await office.told_of(scope="person")
    address = await office.look_at(subject)
    await office.get(address)
    assert "enquiries that showed nothing" not in await office.get(address)
    denied = {"purpose": "prevent_crime_disorder", "person": known_of(people["jordan"])}
    await office.house.ask("family-hub-worker", **denied)
    assert "enquiries that showed nothing" in await office.get(address)
