"""What the gait picture shows: two gaits on one clock."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from hipmech.gait import GaitCycle
from hipmech.joint_reaction import HipLoad, lever_contact_force
from hipmech.pose import Footing, Pose
from hipmech.results import Result


class Stride(Result):
    """One gait through its cycle, 101 frames.

    load : forces of the muscle model
    least_bw : the least contact force (101,) that any sharing among the muscles can give
    pose, footing : where the legs are, and the ground
    """

    load: HipLoad
    least_bw: NDArray
    pose: Pose
    footing: Footing

    @property
    def cycle(self) -> GaitCycle:
        """The measured gait."""
        return self.load.cycle

    @property
    def own(self) -> bool:
        """Whether this is somebody's own recording, of no known speed."""
        return bool(np.isnan(self.cycle.speed))

    @property
    def name(self) -> str:
        """Activity and speed, or the source of an own recording."""
        cycle = self.cycle
        return cycle.source if self.own else f"{cycle.activity} {cycle.speed:.2f} m/s"

    @property
    def short(self) -> str:
        """The gait in one word."""
        return "own" if self.own else {"walking": "walk", "running": "run"}[self.cycle.activity]

    @cached_property
    def lever_size_bw(self) -> NDArray:
        """Size (101,) of the lever's contact force."""
        return np.hypot(*lever_contact_force(self.cycle, self.load.subject).T)

    @cached_property
    def contact_in_space_bw(self) -> NDArray:
        """Contact force (101, 3) of the muscle model: forward, up, to the right."""
        return (self.pose.pelvis @ self.load.contact_bw[..., None])[..., 0]

    def phase(self, frame: int) -> str:
        """Return what this leg does at a frame."""
        for name in ("single_support", "double_support", "flight"):
            if getattr(self.cycle, name)[frame]:
                return name.replace("_", " ")
        return "swing"

    def frame(self, time: float) -> int:
        """Return which of the 101 frames stands for a time in s after the foot's landing."""
        share = time / self.cycle.stride_time
        return round(100 * share) if share <= 1 else round(100 * (share % 1)) % 100


class GaitView(Result):
    """Two gaits at one `time`, in s since the foot landed, and a curve of each."""

    gaits: tuple[Stride, Stride]
    time: float
    curve: str

    @property
    def frames(self) -> tuple[int, int]:
        """The frame of each gait at this time."""
        first, second = (stride.frame(self.time) for stride in self.gaits)
        return first, second
