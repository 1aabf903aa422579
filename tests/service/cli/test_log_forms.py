"""`service log list --form`: the log in each standard form, on standard output, and nothing else there."""

import csv
import io
import json

import pytest


@pytest.mark.parametrize("form", ["fhir", "prov", "csv"])
def test_the_newest_entries_are_listed_in_the_form(run, form: str) -> None:
    done = run("log", "list", "--form", form, "--limit", "3")
    assert done.returncode == 0, done.stderr
    times = {"fhir": times_of_fhir, "prov": times_of_prov, "csv": times_of_csv}[form](done.stdout)
    assert len(times) == 3
    assert times == sorted(times, reverse=True)


def times_of_fhir(text: str) -> list[str]:
    bundle = json.loads(text)
    assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "collection")
    newest = bundle["entry"][0]["resource"]
    assert newest["type"]["display"] == "Audit Log Used"  # this very listing, which is noted before it is shown
    return [one["resource"]["recorded"] for one in bundle["entry"]]


def times_of_prov(text: str) -> list[str]:
    return [one["prov:startTime"] for one in json.loads(text)["activity"].values()]


def times_of_csv(text: str) -> list[str]:
    return [row["time"] for row in csv.DictReader(io.StringIO(text))]


def test_a_form_that_there_is_not_is_refused(run) -> None:
    done = run("log", "list", "--form", "xml")
    assert done.returncode == 2
    assert "invalid choice" in done.stderr
