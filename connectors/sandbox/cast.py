"""The fixed people who are in every sandbox, whatever its seed: the demo, the tests and the documents refer to them.

They are made up. Their numbers come from test ranges and from the examples of the domain documents, their telephones
from the ranges kept for drama. Each stands for something that must come out right:

- the Synth family: Jordan, 15, at risk of exploitation, known to police, Family Hub, school nursing and CAMHS; the
  mother, her partner, a sister, a half-brother with a double-barrelled name, and the father in a place of his own
- Nadia and Sami Rahman, shielded in a refuge that they share with Joanne and Lily Pickles, who are nobody of theirs
- Zofia and Oliwia Kowalska, twins
- Michael Rigby the father and Michael Rigby the son, at one address
- Daisy Fairclough, adopted, whose birth identity must never be linked to her
- the Harpers, with whom no service works
"""

from typing import NamedTuple

from connectors.records import TieKind
from connectors.sandbox.places import Place


class Member(NamedTuple):
    """Somebody of the cast: who they are, and under which reference each agency has them (empty: not at all)."""

    key: str
    given: str
    family: str
    sex: str
    dob: str
    household: str
    nhs: str = ""
    phone: str = ""
    police: str = ""
    hub: str = ""
    health: str = ""
    pnc: str = ""
    cro: str = ""
    upn: str = ""
    alias: str = ""
    previous_family: str = ""
    notes: tuple[str, ...] = ()


REFUGE = Place("FY3 9RZ", "4", "Harbour View", "999100000004")
"""A refuge: unrelated families share this address, and it must find nobody."""
HOMES: dict[str, Place] = {
    "synth": Place("FY1 3XX", "12", "Lightwood Avenue", "100010780001"),
    "synth-father": Place("FY4 2QB", "71", "Coronation Street", "999100000002"),
    "rahman": REFUGE,
    "pickles": REFUGE,
    "rahman-before": Place("FY2 0AH", "9", "Norbreck Road", "999100000003"),
    "kowalski": Place("FY1 5DL", "33", "Palatine Road", "999100000005"),
    "rigby": Place("FY3 7NT", "18", "Hornby Road", "999100000006"),
    "fairclough": Place("FY5 1LP", "6", "Rowan Close", "999100000007"),
    "turner": Place("FY4 4RE", "120", "Marton Drive", "999100000008"),
    "harper": Place("FY8 1SB", "2", "Fairhaven Gardens", "999100000009"),
}
"""Where each household lives; `rahman-before` is where Nadia and Sami left."""

JORDAN = Member(
    "jordan", "Jordan", "Synth", "M", "2011-04-02", "synth", "9990000018", "07700 900118", "nominal/104417",
    "EHM-55012", "H104417", "2019/0048213U", "048213/19D", "N890400019017", alias="Jordy",
)  # fmt: skip
KELLY = Member(
    "kelly", "Kelly", "Synth", "F", "1988-07-19", "synth", "9990000026", "07700 900119", "nominal/104418",
    "EHM-55013", "H104418", previous_family="Barlow",
)  # fmt: skip
LEE = Member(
    "lee", "Lee", "Whitworth", "M", "1985-11-30", "synth", "9990000034", "07700 900120", "nominal/104419", "EHM-55014",
    "H104419", "2004/0351207G",
)  # fmt: skip
ELLIE = Member(
    "ellie", "Ellie", "Synth", "F", "2014-09-30", "synth", "9990000042", hub="EHM-55015", health="H104420",
)  # fmt: skip
MASON = Member(
    "mason", "Mason", "Whitworth-Synth", "M", "2020-01-12", "synth", "9990000050", hub="EHM-55016", health="H104421",
)  # fmt: skip
DARREN = Member(
    "darren", "Darren", "Synth", "M", "1986-02-14", "synth-father", "9990000069", "07700 900121", "nominal/104420",
    health="H104422", pnc="2003/0119442Y",
)  # fmt: skip
NADIA = Member(
    "nadia", "Nadia", "Rahman", "F", "1994-03-08", "rahman", "9990000077", "07700 900122", "nominal/104421",
    "EHM-55021", "H104423", notes=("shielded",),
)  # fmt: skip
SAMI = Member(
    "sami", "Sami", "Rahman", "M", "2019-06-21", "rahman", "9990000085", hub="EHM-55022", health="H104424",
    notes=("shielded",),
)  # fmt: skip
JOANNE = Member(
    "joanne", "Joanne", "Pickles", "F", "1990-10-17", "pickles", "9990000093", "07700 900123", hub="EHM-55023",
    health="H104425", notes=("shielded",),
)  # fmt: skip
LILY = Member(
    "lily", "Lily", "Pickles", "F", "2018-12-01", "pickles", "9990000107", hub="EHM-55024", health="H104426",
    notes=("shielded",),
)  # fmt: skip
ZOFIA = Member(
    "zofia", "Zofia", "Kowalska", "F", "2013-05-14", "kowalski", "9990000115", hub="EHM-55031", health="H104427",
    notes=("twin",),
)  # fmt: skip
OLIWIA = Member(
    "oliwia", "Oliwia", "Kowalska", "F", "2013-05-14", "kowalski", "9990000123", hub="EHM-55032", health="H104428",
    notes=("twin",),
)  # fmt: skip
AGNIESZKA = Member(
    "agnieszka", "Agnieszka", "Kowalska", "F", "1987-01-23", "kowalski", "9990000131", "07700 900124", hub="EHM-55033",
    health="H104429", alias="Aga",
)  # fmt: skip
MICHAEL_SENIOR = Member(
    "michael-senior", "Michael", "Rigby", "M", "1961-02-11", "rigby", "9990000158", "07700 900125", health="H104430",
    notes=("same_name",),
)  # fmt: skip
MICHAEL_JUNIOR = Member(
    "michael-junior", "Michael", "Rigby", "M", "1989-11-02", "rigby", "9990000166", "07700 900126", "nominal/104422",
    health="H104431", alias="Mick", notes=("same_name",),
)  # fmt: skip
DAISY = Member(
    "daisy", "Daisy", "Fairclough", "F", "2018-08-05", "fairclough", "9990000174", hub="EHM-55041", health="H104432",
    notes=("adopted",),
)  # fmt: skip
DAISY_AT_BIRTH = Member(
    "daisy-at-birth", "Daisy-Mae", "Turner", "F", "2018-08-05", "turner", "9990000182", health="H104433",
    notes=("birth_identity", "never_link:daisy"),
)  # fmt: skip
TOM = Member("tom", "Tom", "Harper", "M", "1984-05-05", "harper", "9990000190", "07700 900127", health="H104434")
PRIYA = Member("priya", "Priya", "Harper", "F", "1986-08-29", "harper", "9990000204", "07700 900128", health="H104435")
ISLA = Member("isla", "Isla", "Harper", "F", "2021-03-27", "harper", "9990000212", health="H104436")

CAST = (
    JORDAN, KELLY, LEE, ELLIE, MASON, DARREN, NADIA, SAMI, JOANNE, LILY, ZOFIA, OLIWIA, AGNIESZKA, MICHAEL_SENIOR,
    MICHAEL_JUNIOR, DAISY, DAISY_AT_BIRTH, TOM, PRIYA, ISLA,
)  # fmt: skip
"""Everybody, in the order of their person numbers, from 1."""

TIES: tuple[tuple[str, TieKind, str], ...] = (
    ("jordan", "parent", "kelly"),
    ("jordan", "parent", "darren"),
    ("jordan", "step_parent", "lee"),
    ("jordan", "sibling", "ellie"),
    ("jordan", "sibling", "mason"),
    ("ellie", "parent", "kelly"),
    ("ellie", "parent", "darren"),
    ("ellie", "step_parent", "lee"),
    ("ellie", "sibling", "mason"),
    ("mason", "parent", "kelly"),
    ("mason", "parent", "lee"),
    ("kelly", "partner", "lee"),
    ("kelly", "former_partner", "darren"),
    ("sami", "parent", "nadia"),
    ("lily", "parent", "joanne"),
    ("zofia", "parent", "agnieszka"),
    ("oliwia", "parent", "agnieszka"),
    ("zofia", "sibling", "oliwia"),
    ("michael-junior", "parent", "michael-senior"),
    ("tom", "partner", "priya"),
    ("isla", "parent", "tom"),
    ("isla", "parent", "priya"),
)
"""(person, what the other is to them, other); the other way round follows."""
