"""What the store's own sealed records teach: a random sample of them, and whoever shares a token with each.

People are opened in memory, a few hundred at a time, compared and let go: what stays is counts of level patterns and
of names that many people bear. So a store of any size is trained on in the time that its sample takes.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from service.matching.blocks import SELECTIVE, Pattern
from service.matching.chance import RANDOM_PAIRS, counted, drawn
from service.matching.learning import CannotLearn, Material, counted_patterns
from service.matching.person import Person
from service.matching.tokens import IndexKey, tokens_of
from service.opening import Opener
from service.sealing.keys import CannotOpen
from service.store import queries, sampling
from service.store.database import Reader
from service.store.rows import SealedPerson

SAMPLE: Final = 30_000
"""Records to seek pairs for, unless more or fewer are asked for: about ten seconds."""
_AT_ONCE: Final = 256

Progress = Callable[[int, int], None]
People = dict[int, Person]


async def gather(
    reader: Reader, opener: Opener, key: IndexKey, *, sample: int = SAMPLE, seed: int = 7, progress: Progress
) -> Material:
    """Sample records (0: all of them), find and compare who shares a token with them, and count.

    Pairs are of two sources; of one where the store has only one, which then may hold people twice.

    Raises:
        CannotLearn: there are not two records that could be opened.
        Unavailable: the store does not answer.
    """
    asked, share = await _sampled(reader, opener, sample, seed)
    if len(asked) < 2:
        raise CannotLearn("There are not two people in the store that can be opened. Load two sources, then train.")
    one_source = len({person.provider for person in asked.values()}) == 1
    seen, closer = Counter[Pattern](), Counter[Pattern]()
    records = list(asked)
    for start in range(0, len(records), _AT_ONCE):
        part = {record: asked[record] for record in records[start : start + _AT_ONCE]}
        pairs = await _compared(reader, opener, key, part, asked, one_source=one_source)
        for all_of_them, some in zip((seen, closer), counted_patterns(pairs), strict=True):
            all_of_them.update(some)
        progress(min(start + _AT_ONCE, len(records)), len(records))
    held = max(len(asked), round(len(asked) / share))
    sources = _by_source(asked)
    random_pairs = drawn(sources, seed=seed, pairs=RANDOM_PAIRS)
    return Material(
        patterns=seen,
        closer=closer,
        random=random_pairs._replace(pairs=len(asked) * held),
        names={field: counted(sources, field) for field in ("given", "family")},
        asked=len(asked),
        held=held,
    )


async def _sampled(reader: Reader, opener: Opener, sample: int, seed: int) -> tuple[People, float]:
    """People of random records, and which share of the store they are."""
    [(last,)] = await reader.rows(sampling.LAST_RECORD)
    if not last:
        return {}, 1.0
    draw = random.Random(seed)
    numbers = sorted(draw.sample(range(1, last + 1), min(sample or last, last)))
    return await _opened(reader, opener, numbers), len(numbers) / last


async def _opened(reader: Reader, opener: Opener, records: Sequence[int]) -> People:
    """Those that can be opened: an agency may have withdrawn its keys."""
    found: People = {}
    for start in range(0, len(records), sampling.PEOPLE.largest):
        statement, padded = sampling.PEOPLE.fit(records[start : start + sampling.PEOPLE.largest])
        for row in await reader.rows(statement, padded):
            sealed = SealedPerson(*row)
            try:
                found[sealed.record] = opener.person(sealed)
            except CannotOpen:
                continue
    return found


async def _compared(
    reader: Reader, opener: Opener, key: IndexKey, part: People, asked: People, *, one_source: bool
) -> Iterator[tuple[Person, Person, int]]:
    """The pairs of some of those asked for with whoever shares a selective token, and how many they share."""
    tokens = {record: tokens_of(person, key) for record, person in part.items()}
    holders = await _holders(reader, sorted({token for known in tokens.values() for token in known}))
    pairs = [
        (record, other, shared)
        for record, known in tokens.items()
        for other, shared in Counter(other for token in known for other in holders.get(token, ())).items()
        if other != record
    ]
    wanted = {other for _, other, _ in pairs if other not in asked}
    people = await _opened(reader, opener, sorted(wanted))
    found = ((part[record], asked.get(other) or people.get(other), shared) for record, other, shared in pairs)
    return (
        (one, other, shared)
        for one, other, shared in found
        if other is not None and (one_source or one.provider != other.provider)
    )


async def _holders(reader: Reader, tokens: Sequence[int]) -> dict[int, list[int]]:
    """The records of each selective token."""
    holders: dict[int, list[int]] = defaultdict(list)
    for start in range(0, len(tokens), queries.HOLDERS.largest):
        part = tokens[start : start + queries.HOLDERS.largest]
        statement, padded = queries.HOLDERS.fit(part)
        for position, record in await reader.rows(statement, padded):
            holders[part[position]].append(record)
    return {token: records for token, records in holders.items() if len(records) <= SELECTIVE}


def _by_source(people: People) -> list[list[Person]]:
    sources: dict[str, list[Person]] = defaultdict(list)
    for person in people.values():
        sources[person.provider].append(person)
    return list(sources.values())
