"""How many examples are drawn where a test draws them: few and always the same ones, many others when asked to."""

import os

from hypothesis import HealthCheck, settings

# so many times as many examples, other ones at each run: CLIENTELE_TEST_DRAWN=100 python3 dev.py test tests/classes
TIMES = "CLIENTELE_TEST_DRAWN"


def drawn(few: int) -> settings:
    times = int(os.environ.get(TIMES, "0"))
    # a database may be slow under load, and nothing is to be left in the tree
    return settings(
        max_examples=few * (times or 1), derandomize=not times, print_blob=bool(times), deadline=None, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
