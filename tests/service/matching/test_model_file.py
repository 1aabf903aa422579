"""A model file that must not be used is refused, with what is wrong with it and what to do."""

import json
from math import isfinite
from pathlib import Path
from typing import Any

import pytest

from service.errors import Misconfigured
from service.matching.model import Model, load_model, model_of
from service.matching.person import Person


@pytest.fixture
def document(model: Model) -> dict[str, Any]:
    import msgspec

    return json.loads(msgspec.json.encode(model.source))


def test_the_digest_is_that_of_the_bytes(document: dict[str, Any]) -> None:
    first = model_of(json.dumps(document).encode(), "one.json")
    document["population"] += 1
    assert model_of(json.dumps(document).encode(), "two.json").digest != first.digest


def _cut(text: str) -> str:
    return text[: len(text) // 2]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda d: d.update(schema="something/9"), "schema"),
        (lambda d: d.update(surprise=1), "surprise"),
        (lambda d: d["fields"].pop("birth"), "fields must be"),
        (lambda d: d["fields"]["sex"].update(levels=["same", "not"]), "levels of sex"),
        (lambda d: d["fields"]["sex"].update(m=[0.9, 0.2]), "m of sex does not sum"),
        (lambda d: d["fields"]["sex"].update(u=[1.0, 0.0]), "u of sex must give"),
        (lambda d: d["fields"]["sex"].update(h=[1.0]), "h of sex must give"),
        (lambda d: d.update(population=0), "prior"),
        (lambda d: d.update(population=10**10 + 1), "population must be from 2"),
        (lambda d: d.update(population=10**400), "mine.json"),
        (lambda d: d.update(coverage=5e-324), "prior"),
        (lambda d: d.update(household_others=5e-324), "prior"),
        (lambda d: d["fields"]["sex"].update(m=[1.0, 9e-13]), "m of sex must give"),
        (lambda d: d["fields"]["sex"].update(u=[1.0, 5e-324]), "u of sex must give"),
        (lambda d: d["frequencies"]["given"].update(default=5e-324), "frequencies of given"),
        (lambda d: d["frequencies"]["family"].update(names={"synth": 1e-13}), "frequencies of family"),
        (lambda d: d["thresholds"]["confirmed"].update(bits=1000.1), "between -1,000 and 1,000"),
        (lambda d: d["thresholds"]["hold"].update(bits=-1e308), "between -1,000 and 1,000"),
        (lambda d: d["thresholds"]["margin"].update(bits=1001), "between -1,000 and 1,000"),
        (lambda d: d["frequencies"]["given"].update(default=0), "frequencies of given"),
        (lambda d: d["frequencies"]["family"].update(names={f"n{i}": 0.1 for i in range(6000)}), "more than 5000"),
        (lambda d: d["thresholds"]["confirmed"].update(bits=1.0), "not in order"),
        (lambda d: d["thresholds"]["confirmed"].pop("wrong_rate"), "measured wrong rate"),
        (lambda d: d["thresholds"].pop("hold"), "thresholds must be"),
    ],
)
def test_a_model_that_does_not_hold_is_refused_by_name(document: dict[str, Any], change, says: str) -> None:
    change(document)
    with pytest.raises(Misconfigured) as refused:
        model_of(json.dumps(document).encode(), "mine.json")
    assert says in refused.value.advice
    assert "mine.json" in refused.value.advice
    assert "train the model again" in refused.value.advice


def test_a_truncated_file_is_refused(document: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "half.json"
    path.write_text(_cut(json.dumps(document)))
    with pytest.raises(Misconfigured, match=r"half\.json is refused"):
        load_model(path)


def test_the_largest_that_is_allowed_can_be_scored_with(document: dict[str, Any]) -> None:
    document.update(population=10**10, coverage=1e-12, household_others=1e-12)
    document["fields"]["sex"].update(m=[1.0, 1e-12], u=[1e-12, 1.0])
    document["thresholds"]["confirmed"]["bits"], document["thresholds"]["hold"]["bits"] = 1000, -1000
    model = model_of(json.dumps(document).encode(), "far.json")
    for sexes in ("mm", "mf"):
        one, other = (Person(forenames=("jordan",), sex=sex) for sex in sexes)
        assert isfinite(model.scaled(100).score(one, other).bits)


def test_a_file_of_other_bytes_is_refused(tmp_path: Path) -> None:
    (tmp_path / "noise.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Misconfigured, match=r"noise\.json is refused"):
        load_model(tmp_path / "noise.json")


def test_where_there_is_no_file_nothing_is_said_of_its_restoring(tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("")
    for path, says in ((tmp_path / "absent.json", "no file absent.json."), (tmp_path / "plain" / "x", "no file x.")):
        with pytest.raises(Misconfigured, match=f"There is {says}") as refused:
            load_model(path)
        assert "Restore" not in refused.value.advice
    with pytest.raises(Misconfigured, match=f"There is no file {tmp_path.name}: it is a folder"):
        load_model(tmp_path)
