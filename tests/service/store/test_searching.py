"""A search of the log is put together once for its filters, and its values never stand in what is kept."""

from service.store.projection_statements import Criterion, search
from service.store.statement import SQLITE

STAFF, HOLDER, PURPOSE = Criterion("staff", 0, 7), Criterion("holder", 3, 11), Criterion("purpose", 0, 13)


def test_searches_that_differ_in_values_alone_share_their_statements() -> None:
    one = search(STAFF, [HOLDER], 900, 10, 50, 5)
    other = search(STAFF._replace(value=8), [HOLDER._replace(kind=4, value=12)], 800, 20, 60, 6)
    assert (one.rows, one.reach) == (other.rows, other.reach)
    assert one.with_rows == [7, 900, 10, 50, 3, 11, 5]
    assert other.with_rows == [8, 800, 20, 60, 4, 12, 6]
    assert other.with_reach == [8, 800, 20, 60]


def test_searches_by_other_filters_have_statements_of_their_own() -> None:
    alone = [search(leading, (), 900, 0, 50, 5) for leading in (None, STAFF, PURPOSE, HOLDER)]
    found = [*alone, *(search(STAFF, [other], 900, 0, 50, 5) for other in (HOLDER, PURPOSE))]
    assert len({one.rows.sql(SQLITE) for one in found}) == len(found)
    for one in found:
        assert one.rows.sql(SQLITE).count("?") == len(one.with_rows)
        assert one.reach.sql(SQLITE).count("?") == len(one.with_reach)
