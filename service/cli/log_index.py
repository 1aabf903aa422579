"""`service log index`: brings the index of the log up to date, or makes it again, and holds it to the log."""

import argparse
import json

from service.oversight.projection_checked import Checked, check_projection
from service.projection.bringing_up_to_date import bring_up_to_date, make_again
from service.runtime import Runtime


async def hold_index_to_log(options: argparse.Namespace, runtime: Runtime) -> int:
    """Do it and say what came of it. Returns 1 where the index does not say what the log says."""
    await (make_again(runtime) if options.again else bring_up_to_date(runtime))
    checked = await check_projection(runtime)
    print(json.dumps(_values(checked), indent=2) if options.json else _sentence(checked))
    return 0 if checked.sound else 1


def _values(checked: Checked) -> dict[str, object]:
    return {**checked._asdict(), "sound": checked.sound}


def _sentence(checked: Checked) -> str:
    if checked.sound:
        return f"The index says what the log says, of all {checked.entries:,} entries."
    numbers = ", ".join(map(str, checked.named))
    return (
        f"The index is wrong about {checked.wrong:,} of {checked.entries:,} entries: {numbers}. "
        "Somebody or something has changed it. The log is not touched by that: make the index again with --again, and "
        "look into how it came about."
    )
