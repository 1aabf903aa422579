"""What may an agreement look like, for an editor or another system? The published JSON Schema, made from the models.

JSON Schema 2020-12. Where the words of the vocabulary are closed they stand in it, so that an editor offers them; what
only a whole document can show (a basis on both sides, dates in order) is said by `isa.reading`. `python -m isa.schema`
writes `agreement.schema.json`; a test holds that file to what is made here.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from isa.document.whole import Agreement
from isa.vocabulary import Vocabulary, Word, load_vocabulary

PUBLISHED = Path(__file__).with_name("agreement.schema.json")
DIALECT = "https://json-schema.org/draft/2020-12/schema"
NAME = "urn:golden-thread:agreement"

Node = dict[str, Any]

_WORDS: Mapping[tuple[str, str], str] = {
    ("Party", "controller_type"): "controller_types",
    ("Party", "competent_authority_functions"): "authority_functions",
    ("Party", "statutory_list_membership"): "statutory_lists",
    ("Signatory", "office"): "offices",
    ("AgreedPurpose", "code"): "purposes",
    ("AgreedPurpose", "forum_id"): "forums",
    ("LawfulBasis", "purpose"): "purposes",
    ("LawfulBasis", "gateway_codes"): "gateways",
    ("LawfulBasis", "article6"): "article6",
    ("LawfulBasis", "article9"): "article9",
    ("LawfulBasis", "sch1_conditions"): "schedule1",
    ("LawfulBasis", "part3_ground"): "part3_grounds",
    ("LawfulBasis", "sch8_conditions"): "schedule8",
    ("LawfulBasis", "confidentiality_basis"): "confidentiality_bases",
    ("DataSet", "record_type"): "record_types",
    ("DataSet", "subject_roles"): "subject_roles",
    ("AgreedField", "sensitivity"): "sensitivities",
    ("SensitivityTerms", "classes"): "sensitivities",
    ("SensitivityTerms", "visible_to"): "roles",
    ("Rule", "recipient_roles"): "roles",
    ("Rule", "purposes"): "purposes",
    ("Rule", "record_types"): "record_types",
    ("AppliesWhen", "subject_role_in"): "subject_roles",
    ("Security", "markings"): "markings",
    ("BreakGlass", "grounds"): "break_glass_grounds",
    ("BreakGlass", "allowed_roles"): "roles",
    ("BreakGlass", "excluded_classes"): "sensitivities",
    ("Audit", "log_fields"): "log_fields",
    ("Agreement", "jurisdiction"): "jurisdictions",
}
"""Which part draws its words from which list of the vocabulary."""

_OR_ALL = {("Rule", "recipient_roles"), ("Rule", "purposes")}
_CLAUSES: Mapping[tuple[str, str], str] = {
    ("Rule", "conditions"): "conditions",
    ("Rule", "obligations"): "obligations",
    ("DataSet", "exclude_predicates"): "exclusions",
}


def schema(vocabulary: Vocabulary) -> Node:
    """The JSON Schema of an agreement under these words."""
    made = Agreement.model_json_schema(mode="validation")
    parts: dict[str, Node] = {**made["$defs"], "Agreement": made}
    for (part, name), source in _WORDS.items():
        words = _words(source, vocabulary, or_all=(part, name) in _OR_ALL)
        _narrow(parts[part]["properties"][name], {"enum": words})
    for (part, name), source in _CLAUSES.items():
        pattern = _pattern(getattr(vocabulary, source), vocabulary)
        _narrow(parts[part]["properties"][name], {"pattern": pattern})
    return {"$schema": DIALECT, "$id": f"{NAME}:{vocabulary.version}", **made}


def published(vocabulary: Vocabulary) -> str:
    """The schema as its file has it."""
    return json.dumps(schema(vocabulary), indent=2, ensure_ascii=False) + "\n"


def _words(source: str, vocabulary: Vocabulary, *, or_all: bool) -> list[str]:
    if source == "gateways":
        return sorted(code for code, gateway in vocabulary.gateways.items() if gateway.enabled)
    words = sorted(str(word) for word in vocabulary.choices(source))
    return ["*", *words] if or_all else words


def _narrow(node: Node, to: Node) -> None:
    """Replace every free text of a part by what it may be."""
    if node.get("type") == "string":
        for name in ("pattern", "maxLength", "minLength"):
            node.pop(name, None)
        node.update(to)
    for inner in (node.get("items"), *node.get("anyOf", ())):
        if isinstance(inner, dict):
            _narrow(inner, to)


def _pattern(words: Mapping[str, Word], vocabulary: Vocabulary) -> str:
    """One expression for every clause that this service can hold to, in both of its forms."""
    forms = (_form(name, word, vocabulary) for name, word in sorted(words.items()) if word.enforced)
    return f"^({'|'.join(form for form in forms if form)})$"


def _form(name: str, word: Word, vocabulary: Vocabulary) -> str:
    if word.of is None:
        return name
    if word.of == "hours":
        return _either(name, "[1-9][0-9]{0,3}h")
    choices = _plain(str(choice) for choice in vocabulary.choices(word.of))
    return _either(name, f"({choices})([|]({choices}))*") if choices else ""


def _either(name: str, named: str) -> str:
    return f"{name}([(]{named}[)]|:{named})"


def _plain(words: Iterable[str]) -> str:
    return "|".join(word.replace(".", "[.]") for word in sorted(words))


if __name__ == "__main__":
    PUBLISHED.write_text(published(load_vocabulary()), "utf-8")
