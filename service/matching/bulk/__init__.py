"""All pairs of many records at once: columns instead of persons, each comparison once for each pair of unique values.

The levels, weights and bands are those of `service.matching`; what is here applies them to arrays. Pure: no store.
"""
