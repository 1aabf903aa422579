"""A code and its words, as forms and filters offer them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """A code and its words."""

    code: str
    label: str
