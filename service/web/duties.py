"""What an agreement binds the asker to, in words: the obligations that came with an answer.

Obligations are written as in agreements: `onward(ask)`, `no_export`. What the page already shows elsewhere (expiry,
marking) and what binds only us (brokered contact, watermark) is not repeated.
"""

import re

from service.enquiry.shapes import Answer, Basis
from service.web import content

IN_WORDS = {
    "onward(ask)": "Ask the service it came from before you pass anything on.",
    "onward(deny)": "Do not pass anything on.",
    "onward(allow)": "",
    "notify_owner": "The service that holds the record is told that you asked.",
    "notify_ig": "The information governance lead is told that you asked.",
    "post_review": "Your question is reviewed afterwards.",
    "read_only": "Read it here; do not copy it.",
    "no_export": "Do not put it into another system.",
}
SAID_ELSEWHERE = {"expire_after", "marking", "broker_contact", "watermark"}


def duties(obligations: tuple[str, ...]) -> list[str]:
    """Sentences, in the order of the obligations; one that we do not know is shown as it is written."""
    sentences = [
        IN_WORDS.get(duty, f"{content.opening(content.words(duty))}.")
        for duty in obligations
        if re.split(r"\W", duty, maxsplit=1)[0] not in SAID_ELSEWHERE
    ]
    return [sentence for sentence in dict.fromkeys(sentences) if sentence]


def bases_shown(answer: Answer) -> list[Basis]:
    """The bases of what is named on the page. The agreement behind an unnamed service would name its agency."""
    named = {
        service.basis
        for person in answer.people
        for service in person.services
        if not service.brokered and (service.service or service.agency_name)
    }
    return [basis for index, basis in enumerate(answer.bases) if index in named]
