"""The words of the clerical queue on a page: why a pair waits, what may be decided and why, and what came of it."""

from service.clerical.words import Because, Ground, Verdict
from service.store.clerical_rows import ACTING, DECIDED, LEFT, OPEN, SECOND, THIRD

BECAUSE = {
    Because.BETWEEN_BANDS: "Alike, but not enough to be sure",
    Because.PERHAPS_SHIELDED: "May be a shielded person under another name, so nobody can find it until you decide",
    Because.JOINED: "Joined by the service, and drawn at random for a quality check",
}
STANDS = {
    OPEN: "No verdict yet",
    SECOND: "One verdict given, a second person decides",
    THIRD: "Two people disagree, a third decides",
}
VERDICTS = {
    Verdict.SAME: "They are the same person",
    Verdict.DIFFERENT: "They are different people",
    Verdict.CANNOT_TELL: "I cannot tell",
}
GROUNDS = {
    Ground.IDENTIFIER_AGREES: "An identifier agrees, such as an NHS number",
    Ground.DETAILS_AGREE: "The details agree taken together",
    Ground.NAME_CHANGED: "One of them changed their name",
    Ground.RECORDING_ERROR: "A detail was recorded wrongly",
    Ground.TWINS_OR_SIBLINGS: "They are twins, brothers or sisters",
    Ground.PARENT_AND_CHILD: "They are parent and child",
    Ground.SAME_NAME_ONLY: "Only the name is the same",
    Ground.IDENTIFIERS_DIFFER: "Their identifiers differ",
    Ground.DETAILS_DIFFER: "The details differ taken together",
    Ground.AGENCY_CONFIRMED: "The agency confirmed it",
    Ground.TOO_LITTLE_RECORDED: "Too little is recorded",
    Ground.CONTRADICTORY: "The details contradict each other",
}
SECOND_PERSON = {
    OPEN: "A second person must agree. They decide without seeing your verdict.",
    SECOND: "Somebody has given a verdict. You are the second person, so decide by yourself: you are not shown theirs.",
    THIRD: "Two people disagreed. You are the third person: both verdicts are below, and yours decides.",
}
OUTCOMES = {
    Verdict.SAME: "Decided: they are the same person. The two records now stand together.",
    Verdict.DIFFERENT: "Decided: they are different people. The two records stay apart.",
    Verdict.CANNOT_TELL: "Decided: nobody can tell. The records stay apart; they are asked about again if one changes.",
}
MOVED_ON = {
    SECOND: "Your verdict is kept. A second person decides next, without seeing it.",
    THIRD: "Your verdict is kept. It differs from the first, so a third person decides.",
    ACTING: "Your decision is kept. It is carried out as soon as the service can.",
    LEFT: "Your verdict is kept, but one of the records changed meanwhile. The pair left the queue.",
}


def came_of(state: str, outcome: str) -> str:
    """What to say after a verdict."""
    return OUTCOMES[Verdict(outcome)] if state == DECIDED and outcome else MOVED_ON.get(state, "Your verdict is kept.")
