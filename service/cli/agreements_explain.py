"""`service agreements explain`: why a question in categories is answered as it is, by what is in force now."""

import argparse
import dataclasses
import json

from policies.explanation import Explainer
from service.agreements import open_agreements
from service.cli.agreements_asked import add_question_options, question_of
from service.cli.agreements_explained import show_explanation
from service.cli.agreements_given import add_action, add_json
from service.cli.agreements_shown import terminal
from service.clock import SystemClock
from service.settings import read_settings


def add_to(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the action."""
    example = (
        "explain --agency gss:E06000009 --role social_worker --purpose safeguard_child "
        "--provider police:04 --record-type police.family_involvement"
    )
    told = "say why an asker in a role would be told, or not: every rule, condition, class, duty and gateway"
    parser = add_action(actions, "explain", told, example)
    add_question_options(parser)
    add_json(parser)
    parser.set_defaults(carry_out=carry_out)


async def carry_out(options: argparse.Namespace) -> int:
    """Decide it and explain. Nobody is looked up: a question holds categories only."""
    clock = SystemClock()
    # what is agreed is the same whichever engine decides by it; the embedded one needs no server
    agreements = open_agreements(read_settings().model_copy(update={"policy_engine": "embedded"}), clock)
    try:
        question = question_of(options, clock.today(), agreements.words)
        explainer = Explainer(agreements.bundle, agreements.register.in_force, agreements.words)
        explanation = await explainer.explain(question, await agreements.decide(question))
    finally:
        await agreements.close()
    if options.json:
        print(json.dumps(dataclasses.asdict(explanation), indent=2))
    else:
        show_explanation(explanation, terminal())
    return 0
