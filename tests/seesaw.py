"""An explorer to try books on: four sliders and a list, a bend, gaps, hidden parts, a refusal."""

from types import SimpleNamespace

import numpy as np

from hipmech.drawing.quick_text import QuickText
from hipmech.drawing.stage import Handle, Trace, line
from hipmech.live.controls import Choice, Control
from hipmech.live.explorer import Explorer


class SeesawFigure:
    """A weight on a seesaw, and the pull that holds it, if any."""

    def __init__(self, figure):
        axes = figure.add_axes((0.1, 0.1, 0.8, 0.8))
        axes.set(xlim=(-3, 3), ylim=(-3, 3))
        self.beam, self.trace = line(axes, lw=3), Trace(axes)
        self.tip = Handle(axes, "lean")
        self.pull, self.words = line(axes, lw=5, color="red"), QuickText(axes, -2.5, 2.5)
        self.arm = QuickText(axes, 0, -2.5)

    def update(self, r):
        self.beam.set_data([-2, 2], [-2 * r.tilt, 2 * r.tilt])
        self.tip.put(2, 2 * r.tilt)
        self.trace.update(r.x, r.curve, r.arm, r.pull)
        self.pull.set_data([1, 1], [0, r.pull])
        self.pull.set_visible(r.pull > 0)
        self.words.set_text(f"{r.side} pulls {r.pull:.2f} BW" if r.pull > 0 else "slack")
        self.arm.set_text(f"arm {r.arm:.2f} m")
        self.arm.set_x(2.5 - 0.2 * len(self.arm.get_text()))  # placed by its own length


def seesaw():
    """Return an explorer of four sliders and a list, with a kink, gaps and a refusal."""

    def solve(weight, arm, lean, push, side):
        if push == 9 and weight == 12:
            raise ValueError("so much push at that weight was never measured.")
        x = np.linspace(0.5, 2, 31)
        curve = weight / 10 * np.cos(np.radians(lean)) * x / 1.5 - push / 10
        pull = max(weight / 10 * np.cos(np.radians(lean)) * arm / 1.5 - push / 10, 0)
        tilt = np.sin(np.radians(lean)) * (1 if side == "left" else -1)
        return SimpleNamespace(
            x=x, curve=np.where(curve > 0, curve, np.nan), pull=pull, arm=arm, tilt=tilt, side=side
        )

    controls = {
        "weight": Control("Weight", 1, 20, 1, 10, "kg"),
        "arm": Control("Arm", 0.5, 2, 0.1, 1, "m"),
        "lean": Control("Lean", -30, 30, 5, 0, "°"),
        "push": Control("Push", 0, 12, 1, 2, "N"),
        "side": Choice("Side", ("left", "right"), "left"),
    }
    readout = lambda r: f"Pull {r.pull:.2f} BW on the {r.side} at {r.arm:.2f} m."  # noqa: E731
    presets = {"far out": {"arm": 2.0, "weight": 20.0}}
    return Explorer(controls, solve, SeesawFigure, readout, presets)
