"""A question in categories, as somebody types it: who asks, why, and about what kind of record. Nobody is named."""

import argparse
from collections.abc import Iterable
from datetime import date
from typing import Final

from isa.vocabulary import Vocabulary
from policies.question import Candidate, Question
from service.errors import NotAcceptable, ReasonCode

_EPOCH: Final = date(1970, 1, 1)


def add_question_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that make a question."""
    parser.add_argument("--agency", default="", help="who asks, such as police:04")
    parser.add_argument("--role", default="", help="in which role, such as social_worker")
    parser.add_argument("--purpose", default="", help="why, such as safeguard_child")
    parser.add_argument("--provider", default="", help="whose records, such as ods:RXL")
    parser.add_argument("--record-type", default="", help="such as health.service_involvement")
    parser.add_argument("--relationship", default="open_case", help="(default: open_case)")
    parser.add_argument("--no-case-reference", action="store_true", help="no case reference stands")
    parser.add_argument("--act", default="find", help="(default: find)")
    parser.add_argument("--level", type=int, default=4, choices=range(1, 5), help="how much is asked (default: 4)")
    parser.add_argument("--assurance", default="mfa", help="how the asker signed in (default: mfa)")
    parser.add_argument("--training", action="append", default=[], help="that the asker has; may be given again")
    parser.add_argument("--regime", default="", help="part2 or part3 (default: the record type's first)")
    parser.add_argument(
        "--class", dest="classes", action="append", default=[], help="a sensitivity class; again for more"
    )
    parser.add_argument("--subject-role", default="service_user", help="(default: service_user)")
    parser.add_argument("--age-band", default="unknown", help="under18, adult or unknown (default: unknown)")
    parser.add_argument("--area", default="", help="such as BLACKPOOL")
    parser.add_argument("--forum", default="", help="the meeting for which it is asked")
    parser.add_argument("--attends", action="store_true", help="the asker is on the meeting's list of attendance")
    parser.add_argument("--break-glass", default="", metavar="GROUND", help="the ground of a declared emergency")
    parser.add_argument("--second-person", action="store_true", help="somebody else agreed to the emergency")


def question_of(options: argparse.Namespace, day: date, words: Vocabulary) -> Question:
    """The question, with its one candidate.

    Raises:
        NotAcceptable: something is missing, or is no word of the vocabulary; the message names the words that are.
    """
    for name in ("agency", "role", "purpose", "provider", "record_type"):
        if not getattr(options, name):
            needed = "A question needs --agency, --role, --purpose, --provider and --record-type."
            advice = f"Say --{name.replace('_', '-')} too. {needed}"
            raise NotAcceptable(ReasonCode.FIELD_INVALID, advice)
    check_words(options, words)
    kind = words.record_types[options.record_type]
    candidate = Candidate(
        provider=options.provider,
        record_type=options.record_type,
        regime=options.regime or kind.regimes[0].value,
        classes=tuple(sorted(set(options.classes))),
        subject_role=options.subject_role,
        age_band=options.age_band,
        area=options.area,
    )
    return Question(
        agency=options.agency,
        role=options.role,
        assurance=options.assurance,
        training=tuple(options.training),
        act=options.act,
        level=options.level,
        purpose=options.purpose,
        relationship=options.relationship,
        case_reference=not options.no_case_reference,
        day=(day - _EPOCH).days,
        candidates=(candidate,),
        forum=options.forum,
        attends=options.attends,
        break_glass=options.break_glass,
        second_person=options.second_person,
    )


def check_words(options: argparse.Namespace, words: Vocabulary) -> None:
    """Refuse a word that is not in the vocabulary: nothing is known of it, and a slip must not look like a refusal.

    Raises:
        NotAcceptable: the first such word's option, and the words that there are.
    """
    choices: dict[str, Iterable[str]] = {
        "role": words.roles,
        "purpose": words.purposes,
        "record_type": words.record_types,
        "relationship": words.choices("relationships"),
        "act": words.acts,
        "assurance": words.assurances,
        "training": words.training,
        "regime": words.choices("regimes"),
        "classes": [name.value for name in words.sensitivities],
        "subject_role": words.choices("subject_roles"),
        "age_band": words.age_bands,
        "area": words.jurisdictions,
        "forum": words.forums,
        "break_glass": words.break_glass_grounds,
    }
    for name, known in choices.items():
        given = getattr(options, name)
        for word in [given] if isinstance(given, str) else given:
            if word and word not in known:
                option = "class" if name == "classes" else name.replace("_", "-")
                advice = f"--{option} is no word of the vocabulary. Use one of: {', '.join(known)}."
                raise NotAcceptable(ReasonCode.FIELD_INVALID, advice)
