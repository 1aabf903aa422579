"""`service log new-shard`: closes the log and begins the next one, and says what has to be told to whom."""

from audit.events import Actor
from service.clock import SystemClock
from service.new_shard import Progress, Step, change_shard
from service.settings import Settings, read_settings


async def cut(name: str, actor: Actor) -> int:
    """Change to the log of this name, or of the year. 1 where it waits for the witnesses."""
    settings = read_settings()
    done = Step.PREPARED
    async for progress in change_shard(name, actor, settings, SystemClock()):
        done = progress.step
        for line in _said(progress, settings):
            print(line, flush=True)
    return 1 if done is Step.WITNESSES_TO_TELL else 0


def _said(progress: Progress, settings: Settings) -> list[str]:
    new, end = progress.verifier.name, progress.end
    match progress.step:
        case Step.SERVES_ALREADY:
            return [f"The log {new} serves already: nothing was changed. For another one before its year is over,"
                    " give --log-name."]  # fmt: skip
        case Step.PREPARED:
            return [f"The key of the log {new} is in {progress.place.key.parent}: back it up, apart from the log."]
        case Step.WITNESSES_TO_TELL:
            return [
                f"Nothing is closed yet. The witness policy {settings.witness_policy} does not name the new log.",
                f"1. Add this line to it:  log {progress.verifier.vkey}",
                "2. Have every witness started with it too:  "
                f"python -m audit witness … --log-key '{progress.verifier.vkey}'",
                "3. Then run this command again.",
            ]
        case Step.CLOSED if end:
            return [f"The log {end.origin} is closed, after {end.size:,} entries. It can be read, and takes no more."]
        case _ if end:
            return [
                f"The log {new} has begun: its first entry holds the last checkpoint of {end.origin}.",
                "Start every process of the service again.",
                f"Publish the new public key beside the old one; it is in {progress.place.public}:",
                progress.verifier.vkey,
                f"Whoever checks receipts of {new} needs that key. Whoever checks exports needs the first key alone:",
                f"python -m audit verify OLD-EXPORT NEW-EXPORT --key {settings.verification_key_path}",
            ]
    return []
