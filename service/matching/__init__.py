"""Finding the same person, and not their sister.

A match reads: `normalise` (record or `sought` to `person`), `tokens` (what the index may hold), then for each opened
candidate `comparison` and `model` (the score), `bands` (how far it may be acted on), `ranking` (golden nominals
compete), `explain` (why, in the asker's terms). `linking` decides where a new record belongs. `training` and `evaluate`
make and measure a model; `shipped` is how `models/fylde-1.json` was made.
"""
