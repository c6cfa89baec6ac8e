"""Short runs of the fuzz targets; `python bench/fuzz.py` runs the same for as long as one likes."""

from __future__ import annotations

import pytest
from hostile.fuzz import TARGETS
from hypothesis import HealthCheck, given, settings


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_random_breaks(name: str) -> None:
    choices, function, examples = TARGETS[name]

    @settings(max_examples=examples, deadline=None, derandomize=True, database=None,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(choices)
    def one(value: object) -> None:
        function(value)

    one()
