"""How long some runs are: short in `make test`, long in `make chaos` (which sets ECOOPS_CHAOS=1)."""

import os

LONG = os.environ.get("ECOOPS_CHAOS") == "1"

KILLS = 200 if LONG else 10  # of a bot that registrations keep coming to
CROWDS = 200 if LONG else 2  # rounds in which fifty people want the same domain
STORM = 10 if LONG else 3  # deals a region in a storm of 429s: four messages each
BROKEN_LINES = 20 if LONG else 1  # times five connections that break while people work
HISTORIES = 1000 if LONG else 40  # of a clock, against a plain model
