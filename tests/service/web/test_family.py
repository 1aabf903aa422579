"""The family tab: who lives together, who is linked and kept apart, who says so and how far sources agree."""

import re

import pytest
from msgspec.structs import replace

from service.enquiry.shapes import Declaration, Person
from service.web.answer_view import answer_view
from service.web.family import NOT_KNOWN, SEPARATE, TOGETHER, family_figure, how_sure, sources

HUB, HOSPITAL = "Blackpool Family Hubs", "Blackpool Teaching Hospitals"


@pytest.fixture
def figure_of(made):
    """The figure of an answer about a child and these relatives."""

    def drawn(*relatives: Person):
        child = Person(relation="asked about", name="Jordan Synth", services=(made.police(),))
        return family_figure(answer_view(made.answer(outcome="found", people=(child, *relatives)), made.now))

    return drawn


def households(figure) -> dict[str, str]:
    return {row[0]: row[2] for row in figure.rows}


def frames(figure) -> int:
    return len(re.findall(r'<rect [^>]*class="gt-home[ "]', figure.svg))


def test_who_lives_elsewhere_or_may_do_so_is_not_drawn_at_home(figure_of) -> None:
    figure = figure_of(
        Person(relation="parent", name="Alison", household="same"),
        Person(relation="parent", name="Dean", household="separate"),
        Person(relation="carer", name="Joan", household="unknown"),
    )
    assert households(figure) == {"Jordan Synth": TOGETHER, "Alison": TOGETHER, "Dean": SEPARATE, "Joan": NOT_KNOWN}
    assert figure.svg.count("gt-tie--apart") == 2


def test_two_people_who_live_elsewhere_are_not_drawn_as_one_home(figure_of) -> None:
    apart = [Person(relation="parent", name=name, household="separate") for name in ("Dean", "Ray")]
    assert frames(figure_of(*apart)) == 3


def test_a_former_partner_is_linked_and_separate_even_where_a_source_says_they_live_together(figure_of) -> None:
    figure = figure_of(
        Person(relation="former_partner", name="Dean", household="same", declarations=(Declaration(HUB, "partner", 0),))
    )
    (row,) = [row for row in figure.rows if row[0] == "Dean"]
    assert row[2] == SEPARATE
    assert row[4] == "A source says that they live together. One source says so"


@pytest.mark.parametrize(
    ("role", "category", "apart"),
    [
        ("suspect", "domestic_abuse", True),
        ("convicted", "stalking", True),
        ("victim", "domestic_abuse", False),
        ("suspect", "burglary", False),
    ],
)
def test_whoever_is_accused_of_harm_in_the_family_is_never_shown_as_of_the_household(
    made, figure_of, role: str, category: str, *, apart: bool
) -> None:
    known = made.police(level=3, subject_role=role, categories=(category,))
    figure = figure_of(Person(relation="step_parent", name="Lee", household="same", services=(known,)))
    assert households(figure)["Lee"] == (SEPARATE if apart else TOGETHER)


async def test_they_are_kept_apart_among_the_cards_too(walk, made) -> None:
    accused = made.police(level=3, subject_role="suspect", categories=("domestic_abuse",))
    lee = Person(relation="step_parent", name="Lee Example", household="same", services=(accused,))
    child = Person(relation="asked about", name="Jordan Synth", services=(made.police(),))
    page = await walk.page_of(made.answer(outcome="found", people=(child, lee)))
    assert page.index('class="gt-separate"') < page.index("Lee Example")


def test_nobody_else_is_no_figure_and_a_relative_alone_is_drawn_beside_somebody_unnamed(made, figure_of) -> None:
    assert figure_of() is None
    alone = made.answer(outcome="found", people=(Person(relation="parent", name="Alison", household="same"),))
    figure = family_figure(answer_view(alone, made.now))
    assert [row[0] for row in figure.rows] == ["The person you asked about", "Alison"]


def test_each_source_is_named_with_its_month(made) -> None:
    said = (Declaration(HUB, "parent", made.now), Declaration(HOSPITAL, "parent", made.now - 180 * 86_400))
    person = Person(relation="parent", declarations=said)
    assert sources(person) == f"{HUB}, October 2026; {HOSPITAL}, April 2026"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ((), "No source is named"),
        ((Declaration(HUB, "parent", 0),), "One source says so"),
        ((Declaration(HUB, "parent", 0), Declaration(HOSPITAL, "parent", 0)), "2 sources agree"),
        (
            (Declaration(HUB, "parent", 0), Declaration(HOSPITAL, "step_parent", 0)),
            f"Sources differ: {HUB} says parent; {HOSPITAL} says step-parent",
        ),
        (
            (Declaration(HUB, "parent", 0, "same"), Declaration(HOSPITAL, "parent", 0, "separate")),
            "Sources differ on whether they live together",
        ),
        ((Declaration(HUB, "parent", 0, "same"), Declaration(HOSPITAL, "parent", 0)), "2 sources agree"),
    ],
)
def test_how_sure_it_is_is_said_in_words(said, words: str) -> None:
    assert how_sure(Person(relation="parent", declarations=said)) == words


def test_an_answer_from_before_there_were_several_sources_names_its_one(made) -> None:
    person = Person(relation="parent", declared_by=HUB, declared_as_of=made.now)
    assert (sources(person), how_sure(person)) == (f"{HUB}, October 2026", "One source says so")


async def test_the_list_says_all_that_is_drawn_and_who_said_it(walk, made) -> None:
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", await walk.page_of(made.family_of_seven())))
    assert page.count("Linked by ") == 6
    assert "Linked by Lancashire Constabulary, April 2026 One source says so" in page


async def test_asking_about_one_person_has_no_family_tab(walk, made) -> None:
    page = await walk.page_of(replace(made.family_of_seven(), scope="person"))
    assert 'href="#family"' not in page
    assert 'href="#timeline"' in page


async def test_a_family_of_whom_no_source_speaks_says_so(walk, made) -> None:
    whole = made.family_of_seven()
    page = await walk.page_of(replace(whole, people=whole.people[:1]))
    assert "No source that you may see says who belongs to this family." in page
