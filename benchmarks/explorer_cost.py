"""What each explorer costs the kernel, without a page: in memory, at every tick, looking ahead.

    python benchmarks/explorer_cost.py [fulcrum_explorer | gait_explorer ...]

Kept: bytes of state that a saved notebook or a second view holds of the picture. Tick: CPU time of
one move of one slider (median of many, drawn by lot). Ahead, for each slider: its steps, the bytes
that travel and the CPU time that all of them take. A star: above the bar.
"""

import asyncio
import pickle
import statistics
import sys
import time
from typing import Any

import numpy as np

from hipmech import lessons
from hipmech.live.controls import Control

TICKS = 60
TICK_MS, AHEAD_MB, AHEAD_S = 15, 1.5, 1.5  # bars


def megabytes(told: Any) -> float:
    """Size of a state or of messages."""
    return len(pickle.dumps(told)) / 1e6


def tick_ms(explorer: Any, sliders: dict[str, Control]) -> float:
    """CPU time of a move of one slider."""
    dice, taken = np.random.default_rng(1), []
    for _ in range(TICKS):
        name = list(sliders)[dice.integers(len(sliders))]
        value = float(dice.choice(sliders[name].steps(0)))
        start = time.process_time()
        explorer.inputs[name].value = value
        taken.append(1000 * (time.process_time() - start))
    return statistics.median(taken)


async def ahead(explorer: Any, number: int) -> tuple[int, float, float]:
    """Steps, megabytes and CPU seconds of looking ahead with one control."""
    live, sent = explorer.live, []
    live.send = lambda told, buffers: sent.append((told, buffers))
    values = [widget.value for widget in explorer.inputs.values()]
    start = time.process_time()
    live._asked({"hand": number, "values": values, "id": 0}, [])
    while live._looking:
        await asyncio.sleep(0.001)
    taken = time.process_time() - start
    del live.send
    return sum(len(told["steps"]) for told, _ in sent), megabytes(sent), taken


def cell(number: float, bar: float) -> str:
    """A number of a table, with a star where it is too much."""
    return f"{number:9.2f}{'*' if number > bar else ' '}"


def main(names: list[str]) -> None:
    """Print one row for each explorer and one for each of its sliders."""
    print(f"{'':28}{'kept MB':>10}{'tick ms':>10}{'steps':>8}{'ahead MB':>10}{'CPU s':>10}")
    for name in names:
        explorer = getattr(lessons, name)()
        sliders = {n: c for n, c in explorer.controls.items() if isinstance(c, Control)}
        rows = [
            (control.label, asyncio.run(ahead(explorer, list(explorer.controls).index(key))))
            for key, control in sliders.items()
        ]
        kept = megabytes(explorer.live.get_state())
        print(f"{name:28}{cell(kept, np.inf)}{cell(tick_ms(explorer, sliders), TICK_MS)}")
        for label, (steps, size, seconds) in rows:
            print(
                f"  {label:46}{steps:8}{cell(size, AHEAD_MB)}{cell(seconds, AHEAD_S)}", flush=True
            )
        explorer.close()


if __name__ == "__main__":
    main(sys.argv[1:] or [name for name in lessons.__all__ if name.endswith("explorer")])
