"""Golden nominals over HTTP: who may, what is told, and what a wrong request hears."""

import pytest

from service.clerical.desk import Desk
from service.clerical.weighing import known_of
from service.clerical.worth import grave
from service.store.nominals_reading import Membership

pytestmark = pytest.mark.asyncio(loop_scope="module")

HUB = "gss:E06000009"
REFUSED = {"family-hub-worker", "police-officer", "school-nurse", "blackpool-hubs-connector"}
DECISIONS = [
    ("POST", "/v1/nominals/links", {"one": 1, "other": 2, "reason": "same_person"}),
    ("POST", "/v1/nominals/partings", {"records": [1], "reason": "wrong_person"}),
    ("POST", "/v1/overrides/never", {"one": 1, "other": 2, "reason": "two_people"}),
    ("POST", "/v1/overrides/1/withdrawal", {"reason": "was_wrong"}),
    ("POST", "/v1/nominals/changes/1/taking-back", {"reason": "was_wrong"}),
    ("GET", "/v1/records/1/history", None),
    ("GET", "/v1/nominals/1/history", None),
    ("GET", "/v1/overrides", None),
    ("GET", "/v1/correction-notices", None),
    ("POST", "/v1/correction-notices/1/told", {}),
]


async def call(house, who: str, method: str, path: str, body: object = None):
    return await house.api.request(method, path, json=body, headers=house.token(who))


@pytest.mark.parametrize(("method", "path", "body"), DECISIONS, ids=[path for _, path, _ in DECISIONS])
@pytest.mark.parametrize("who", sorted(REFUSED))
async def test_practitioners_and_systems_neither_decide_nor_read(house, who, method, path, body) -> None:
    before = house.runtime.log.size
    reply = await call(house, who, method, path, body)
    assert (reply.status_code, reply.json()["code"]) == (403, "role_not_permitted")
    assert house.runtime.log.size == before


async def test_a_lead_links_reads_parts_and_takes_back_and_each_is_an_entry(houses) -> None:
    async with houses() as house:
        one, other = await lone_pair(house)
        linked = await call(
            house, "ig-lead", "POST", "/v1/nominals/links", {"one": one, "other": other, "reason": "same_person"}
        )
        assert linked.status_code == 200, linked.text
        kept = linked.json()["moves"][0]["after"]["golden"]
        assert (await house.newest("nominal."))["type"] == "nominal.linked"
        history = (await call(house, "ig-lead", "GET", f"/v1/nominals/{kept}/history")).json()
        assert history["records"] == sorted((one, other))
        assert (await house.newest("nominal."))["details"] == {"what": "history_of_golden", "number": kept}
        parted = await call(
            house, "team-manager", "POST", "/v1/nominals/partings", {"records": [one], "reason": "wrong_person"}
        )
        assert parted.json()["told"] == [] and parted.json()["overrides"]
        standing = (await call(house, "ig-lead", "GET", "/v1/overrides")).json()
        assert [(each["kind"], each["one"], each["other"]) for each in standing] == [("never", *sorted((one, other)))]
        back = await call(
            house, "ig-lead", "POST", f"/v1/nominals/changes/{parted.json()['id']}/taking-back", {"reason": "was_one"}
        )
        assert back.json()["moves"][0]["after"]["golden"] == kept
        again = await call(
            house, "ig-lead", "POST", f"/v1/nominals/changes/{parted.json()['id']}/taking-back", {"reason": "was_one"}
        )
        assert (again.status_code, again.json()["code"]) == (422, "membership_changed")


async def lone_pair(house) -> tuple[int, int]:
    """A record of the hub and one of the police, of whom there is no other, and of whom one person may decide."""
    database = house.runtime.store.database
    rows = await Membership(database).everyone()
    known = await known_of([row.record for row in rows], database, Desk.over(house.runtime))
    plain = [
        row
        for row in rows
        if known[row.record].side.records == 1 and not grave(known[row.record].side) and row.shielded == 0
    ]
    return tuple(next(row.record for row in plain if row.provider == agency) for agency in (HUB, "police:04"))


@pytest.mark.parametrize(
    ("path", "body", "code", "status"),
    [
        ("/v1/nominals/links", {"one": 1, "other": 1, "reason": "same_person"}, "link_refused", 422),
        ("/v1/nominals/links", {"one": 1, "other": 10**9, "reason": "same_person"}, "not_found", 404),
        ("/v1/nominals/links", {"one": 1, "other": 2, "reason": "She is his Sister"}, "field_invalid", 422),
        ("/v1/nominals/links", {"one": "Jordan Synth", "other": 2, "reason": "x"}, "field_invalid", 422),
        ("/v1/nominals/links", {"one": 1, "reason": "same_person"}, "field_invalid", 422),
        ("/v1/nominals/links", {"one": 0, "other": 2**70, "reason": "same_person"}, "field_invalid", 422),
        ("/v1/nominals/partings", {"records": [], "reason": "wrong_person"}, "field_invalid", 422),
        ("/v1/nominals/partings", {"records": [10**9], "reason": "wrong_person"}, "not_found", 404),
        ("/v1/overrides/never", {"one": 3, "other": 3, "reason": "two_people"}, "link_refused", 422),
        ("/v1/overrides/77777/withdrawal", {"reason": "was_wrong"}, "not_found", 404),
        ("/v1/nominals/changes/77777/taking-back", {"reason": "was_wrong"}, "not_found", 404),
        ("/v1/correction-notices/77777/told", {}, "not_found", 404),
    ],
)
async def test_what_cannot_be_done_is_told_in_a_sentence_without_what_was_sent(house, path, body, code, status) -> None:
    reply = await call(house, "ig-lead", "POST", path, body)
    assert (reply.status_code, reply.json()["code"]) == (status, code), reply.text
    assert "Synth" not in reply.text and "Sister" not in reply.text
    assert len(reply.json()["detail"]) > 20


@pytest.mark.parametrize("path", ["/v1/records/77777777/history", "/v1/nominals/77777777/history"])
async def test_what_is_not_there_has_no_history(house, path) -> None:
    assert (await call(house, "ig-lead", "GET", path)).status_code == 404
