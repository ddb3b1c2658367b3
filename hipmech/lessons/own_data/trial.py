"""The walk that the lesson brings: OpenSim's sample subject01, read as one's own would be."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path

from hipmech.gait import GaitCycle
from hipmech.joint_reaction import HipLoad, gait_contact_force
from hipmech.muscles import MuscleSet
from hipmech.research import (
    hip_from_markers,
    hip_from_opensim,
    landmarks,
    read_ground_reaction,
    read_trc,
)
from hipmech.research.markers import Landmarks
from hipmech.research.own_gait import HipSeries
from hipmech.research.recordings import Wrench
from hipmech.results import Array, Result
from hipmech.subject import Subject
from hipmech.tables import data_folder

WALKER = Subject(mass_kg=72.6)
MODEL_CENTRE = (-0.090, -0.108, 0.082)  # m from mid-ASIS: where subject01's scaled model has it
PLATES = {"right": "ground_force", "left": "1_ground_force"}


def files(*endings: str) -> list[Path]:
    """Return the paths of the walk's files: ``files("ik.mot", "id.sto", "grf.mot")``."""
    return [data_folder() / "trials" / f"subject01_walk1_{ending}" for ending in endings]


@cache
def solved_by_opensim() -> HipSeries:
    """Return the right hip from OpenSim's angles and moments."""
    angles, moments, forces = files("ik.mot", "id.sto", "grf.mot")
    return hip_from_opensim(angles, moments, forces, "right", WALKER, plate=PLATES["right"])


Recorded = tuple[Landmarks, Landmarks, dict[str, tuple[Array, Wrench]]]


def recorded() -> Recorded:
    """Return the right leg's landmarks in the walk and in standing, and what pushed on the feet."""
    leg, standing, forces = _recorded()
    return (
        replace(leg, points=dict(leg.points)),
        replace(standing, points=dict(standing.points)),
        dict(forces),
    )


@cache
def _recorded() -> Recorded:
    folder = data_folder() / "trials"
    standing = read_trc(folder / "subject01_static_30_frames.trc")
    walk = read_trc(folder / "subject01_walk1.trc")
    forces = read_ground_reaction(files("grf.mot")[0])
    return (
        landmarks(walk, "gait2392", "right", standing),
        landmarks(standing, "gait2392", "right"),
        {side: forces[plate] for side, plate in PLATES.items()},
    )


class Walk(Result):
    """The right hip of the walk: the whole recording, its one stride, and the hip's load.

    ``push_time`` (k,) s and ``push_bw`` (k,): what the ground did to the foot, upward.
    """

    series: HipSeries
    load: HipLoad
    push_time: Array
    push_bw: Array
    threshold: float

    @property
    def cycle(self) -> GaitCycle:
        """The stride."""
        return self.load.cycle


@lru_cache(maxsize=2000)
def walk(
    cut_off: float = 6.0, late_ms: float = 0.0, outward_mm: float = 0.0, threshold: float = 20.0
) -> Walk:
    """Return the walk from its markers and force plates.

    Parameters
    ----------
    cut_off
        Of the low-pass filter, Hz.
    late_ms
        By how much the forces come late, without anyone noticing.
    outward_mm
        How far outward of `MODEL_CENTRE` the hip joint centre is put.
    threshold
        N above which the foot is on the ground.
    """
    leg, standing, forces = _recorded()
    time, push = forces["right"]
    forward, up, outward = MODEL_CENTRE
    series = hip_from_markers(
        leg,
        time,
        push,
        WALKER,
        standing=standing,
        cut_off=cut_off,
        threshold=threshold,
        plate_delay=-late_ms / 1000,
        hip_centre=(forward, up, outward + outward_mm / 1000),
        source="OpenSim's subject01",
    )
    (stride,) = series.cycles()
    load = gait_contact_force(stride, MuscleSet.load("uhlrich2022"), WALKER)
    push_bw = push.force[:, 1] / load.body_weight
    return Walk(series, load, time + late_ms / 1000, push_bw, threshold)


FAULTS = ("the mass in pounds", "the other foot's plate", "the moment's sign", "forces too late")


@cache
def faulty(fault: str) -> GaitCycle:
    """Return the walk's stride with one of `FAULTS` in it."""
    if fault == "forces too late":
        return walk(late_ms=40).cycle
    stride = walk().cycle
    if fault == "the mass in pounds":
        share = 0.4536
        return replace(
            stride,
            moments_Nm_kg=share * stride.moments_Nm_kg,
            ground_reaction_bw=share * stride.ground_reaction_bw,
        )
    if fault == "the moment's sign":
        return replace(stride, moments_Nm_kg=-stride.moments_Nm_kg)
    leg, standing, forces = _recorded()
    series = hip_from_markers(
        leg, *forces["left"], WALKER, standing=standing, hip_centre=MODEL_CENTRE
    )
    contacts = walk().series.contacts
    (cycle,) = series.cycles([(*contacts[1], contacts[2, 0])])
    return cycle
