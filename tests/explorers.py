"""Every explorer of hipmech.lessons, and the places its controls can be driven to."""

import itertools
from collections.abc import Iterator
from typing import Any

from hipmech import lessons

EXPLORERS = sorted(lessons.__all__)


def corners(explorer: Any) -> Iterator[dict[str, Any]]:
    """Defaults, each control alone at its extremes, then every combination of extremes."""
    yield explorer.defaults
    for name, control in explorer.controls.items():
        for value in control.extremes:
            yield {**explorer.defaults, name: value}
    for values in itertools.product(*(c.extremes for c in explorer.controls.values())):
        yield dict(zip(explorer.controls, values, strict=True))
