"""Whom does the engine bench ask about? People as they are held, people typed with a slip, and strangers.

A stranger is put together from several people (a forename of one, a family name of another, a date of birth of a third
and a postcode of a fourth), so that each detail is as common as it is here, and nobody has them all.
"""

import random
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from deploy.bench.people import Sought as Drawn
from deploy.bench.people import draw, question
from deploy.demo.partnership import FILES
from service.api.bodies import EnquiryBody
from service.enquiry.ask import ask
from service.errors import NotAcceptable
from service.matching.sought import Sought

STRANGERS = 0.2
KINDS = ("as held", "with a slip", "strangers")


class Question(NamedTuple):
    """One query: of which of the `KINDS` it is, and what was typed, checked as the service checks it."""

    kind: str
    sought: Sought


def questions(files: Path, wanted: int, records: int, seed: int) -> list[Question]:
    """About `wanted` queries in no order, a fifth of them for strangers; fewer where the files hold fewer people."""
    drawn = draw(files, FILES, wanted, records, seed)
    chance = random.Random(seed)
    made = [Question(_kind(one), sought) for one in drawn if (sought := _typed(one)) is not None]
    strangers = [_stranger(made, chance) for _ in range(round(len(made) * STRANGERS / (1 - STRANGERS)))]
    asked = [*made, *strangers]
    chance.shuffle(asked)
    return asked[:wanted]


def _kind(drawn: Drawn) -> str:
    return KINDS[0] if drawn.slip == "as held" else KINDS[1]


def _typed(drawn: Drawn) -> Sought | None:
    """The details as the first step of the path reads them; none where it would refuse them."""
    typed = EnquiryBody.model_validate(question(drawn, "person")).typed()
    try:
        return ask(typed, lambda _: True, date.today()).sought  # noqa: DTZ011  (whether a date is in the future)
    except NotAcceptable:
        return None


def _stranger(people: Sequence[Question], chance: random.Random) -> Question:
    called, named, born, lives = (chance.choice(people).sought for _ in range(4))
    sought = Sought(
        family_name=named.family_name,
        given_name=called.given_name,
        date_of_birth=born.date_of_birth,
        postcode=lives.postcode,
    )
    return Question(KINDS[2], sought)
