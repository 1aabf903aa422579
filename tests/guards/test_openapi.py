"""The OpenAPI document is complete: a summary of every operation, examples of what it takes and gives, its errors."""

import json
from typing import Any

import pytest

from service.app import create_api

pytestmark = pytest.mark.asyncio(loop_scope="module")


def operations(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method.upper()} {path}", operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if path.startswith("/v1/")
    ]


def gaps(document: dict[str, Any]) -> list[str]:
    """What a reader of the document would miss."""
    found: list[str] = []
    for name, operation in operations(document):
        if not operation.get("summary"):
            found.append(f"{name}: no summary")
        if not operation.get("description"):
            found.append(f"{name}: no description")
        if operation.get("security") and "401" not in operation["responses"]:
            found.append(f"{name}: its 401 is not described")
        if operation.get("requestBody") and not has_example(operation["requestBody"], document):
            found.append(f"{name}: no example of its body")
        found += [f"{name}: {gap}" for gap in gaps_of_responses(operation["responses"], document)]
    return found


def gaps_of_responses(responses: dict[str, Any], document: dict[str, Any]) -> list[str]:
    found: list[str] = []
    for status, response in responses.items():
        content = response.get("content", {})
        if status.startswith("2") and not has_example(response, document):
            found.append(f"no example of its {status}")
        if status >= "400" and (set(content) != {"application/problem+json"} or not has_example(response, document)):
            found.append(f"its {status} is no problem document with an example")
    return found


def has_example(part: dict[str, Any], document: dict[str, Any]) -> bool:
    """An example beside the schema, or one for every property that must be there."""
    for media in part.get("content", {}).values():
        if media.get("example") is not None or media.get("examples"):
            return True
        if schema_has_examples(media.get("schema", {}), document):
            return True
    return False


def schema_has_examples(schema: dict[str, Any], document: dict[str, Any]) -> bool:
    if "$ref" in schema:
        return schema_has_examples(document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]], document)
    if schema.get("type") == "array":
        return schema_has_examples(schema["items"], document)
    return bool(schema.get("examples")) or any("examples" in one for one in schema.get("properties", {}).values())


async def test_nothing_is_left_out(house) -> None:
    document = create_api(house.runtime).openapi()
    assert len(operations(document)) >= 8
    assert gaps(document) == []


async def test_the_document_is_served_without_signing_in(house) -> None:
    served = (await house.api.get("/openapi.json")).json()
    assert served["openapi"].startswith("3.")
    assert served == json.loads(json.dumps(create_api(house.runtime).openapi()))


async def test_every_reference_leads_somewhere(house) -> None:
    document = create_api(house.runtime).openapi()
    wanted: set[str] = set()

    def walk(part: Any) -> None:
        if isinstance(part, dict):
            wanted.update([part["$ref"]] if isinstance(part.get("$ref"), str) else [])
            for value in part.values():
                walk(value)
        elif isinstance(part, list):
            for value in part:
                walk(value)

    walk(document)
    assert wanted
    assert {one.rsplit("/", 1)[1] for one in wanted} <= set(document["components"]["schemas"])


async def test_a_gap_is_noticed(house) -> None:
    document = create_api(house.runtime).openapi()
    del document["paths"]["/v1/enquiries"]["post"]["summary"]
    document["paths"]["/v1/enquiries"]["post"]["responses"]["422"]["content"] = {"application/json": {}}
    assert len([gap for gap in gaps(document) if gap.startswith("POST /v1/enquiries:")]) >= 2
