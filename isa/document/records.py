"""Which fields of which records does an agreement know, about whom, and how are the sensitive ones treated?

Whatever a document says here may only be stricter than the vocabulary: a field may be told later, never sooner.
"""

from typing import Annotated

from pydantic import Field

from isa.document.forms import MOST, Clause, Clauses, Code, Several, Text

LevelNumber = Annotated[int, Field(ge=1, le=4)]


class AgreedField(Clauses):
    """A field with terms of its own, where its name alone does not say enough."""

    name: Code
    category: Code | None = None
    """What kind of thing it is; the vocabulary's word where it is not given."""
    sensitivity: Code | None = None
    """The class that it is treated as: its cap then bounds the level at which the field may be told."""
    level_min: LevelNumber | None = None
    """The least level that tells it; never below the vocabulary's."""


class AgeRange(Clauses):
    """How old the people may be whom a data set is about: from `at_least` to, but not including, `under`."""

    at_least: Annotated[int, Field(ge=0, le=120)] = 0
    under: Annotated[int, Field(ge=1, le=121)] | None = None


class DataSet(Clauses):
    """The fields of one record type that the agreement knows. A field not listed does not exist."""

    record_type: Code
    fields: Annotated[tuple[Code | AgreedField, ...], Field(min_length=1, max_length=MOST)]
    """Names, or objects where the agreement is stricter than the vocabulary. Read by `names` and `level_min`."""
    subject_roles: Several | None = None
    """Whom the records may be about; everybody whom the record type knows where it is not given."""
    age_range: AgeRange | None = None
    exclude_predicates: Annotated[tuple[Clause, ...], Field(max_length=MOST)] = ()
    """Records that the data set leaves out, as `subject_role(witness)` or `sensitivity(DA_REFUGE)`."""
    note: Text | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The fields by name, in the document's order."""
        return tuple(field if isinstance(field, str) else field.name for field in self.fields)

    def level_min(self, name: str, otherwise: int) -> int:
        """The least level that tells a field: the vocabulary's (`otherwise`), or this document's if stricter."""
        own = [field.level_min or 0 for field in self.fields if isinstance(field, AgreedField) and field.name == name]
        return max([otherwise, *own])


class SensitivityTerms(Clauses):
    """What the parties agreed about sensitive classes. The vocabulary's caps and the law's bars hold beside it."""

    classes: Several
    """The classes that this part speaks of; for any other the vocabulary's cap stands alone."""
    default_level: Annotated[int, Field(ge=0, le=4)]
    """The most that may be told of them; the vocabulary's cap where that is less."""
    visible_to: Several
    """The roles that may learn of them at all; to every other role, records of these classes stay shut."""
    shield_rules: Annotated[tuple[Text, ...], Field(max_length=MOST)] = ()
    """How shielded people are protected, in words for the signatories."""


DataSets = Annotated[tuple[DataSet, ...], Field(min_length=1, max_length=MOST)]
