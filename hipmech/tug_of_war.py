"""The tug of war at the hip: which group of muscles pulls which way, when, and at what price.

A muscle's part in the contest is its force times its moment arm, about each of the three axes.
The parts of all groups, of passive tissue, and a reserve that nobody gives add up to the moment
that the movement needs:

    Σ groups Σ Fᵢ rᵢ + passive + reserve = needed

Opponents cancel in this sum, but not in the joint: there every force adds its own pressure.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from hipmech.checks import chosen, one_number
from hipmech.gait import GaitCycle, load_gait, speed_range
from hipmech.joint_reaction import (
    COSTS,
    GROUPS,
    HipLoad,
    gait_contact_force,
    hip_contact_force,
)
from hipmech.muscles import MuscleSet, some_muscles
from hipmech.results import Array, Result
from hipmech.static_optimization import share_load
from hipmech.subject import GRAVITY, Subject
from hipmech.tables import load_table


class TugOfWar(Result):
    """Who pulls through a gait cycle, by group (g) of `hipmech.joint_reaction.GROUPS`.

    Attributes
    ----------
    load : HipLoad
        The muscles one by one and the contact force.
    groups : (g,) strings
        Their names.
    forces_bw : (101, g) array
        Sum of the group's muscle forces.
    activations : (101, g) array
        That sum over the group's maximum force.
    moments_Nm : (101, g, 3) array
        What the group gives about flexion, adduction, internal rotation.
    passive_Nm, reserve_Nm, needed_Nm : (101, 3) array
        Groups + passive + reserve = needed.
    """

    load: HipLoad
    groups: tuple[str, ...]
    forces_bw: Array
    activations: Array
    moments_Nm: Array
    passive_Nm: Array
    reserve_Nm: Array
    needed_Nm: Array


def tug_of_war(
    activity: str | GaitCycle,
    speed: float = np.nan,
    cost: str = "Σ a²",
    weak_group: str = "",
    strength: float = 1.0,
    passive: bool = False,
    subject: Subject | None = None,
    muscles: MuscleSet | None = None,
) -> TugOfWar:
    """Share the load of a measured gait among the muscles, and sort it by group.

    Parameters
    ----------
    activity, speed
        As of `load_gait`; or a gait of one's own alone.
    cost : str
        One of `COSTS`.
    weak_group : str
        One of `GROUPS`, or "" for none.
    strength : float
        What is left of the maximum force of the weak group, 0 to 1.
    passive : bool
        Whether passive tissue carries its flexion moment first.
    subject : Subject
        One person, by default ``Subject()``.
    muscles : MuscleSet
        Of units that `GROUPS` knows, by default ``MuscleSet.load("uhlrich2022")``.

    Examples
    --------
    Walking, at 15 % of the cycle, gluteus medius and minimus give most of the abduction moment:

    >>> war = tug_of_war("walking", 1.2)
    >>> print(war.moments_Nm[15, 0].round(), war.needed_Nm[15].round())
    [ -9. -46.   9.] [-17. -51.   6.]
    """
    chosen("cost", cost, COSTS)
    chosen("weak_group", weak_group, ("", *GROUPS))
    left = one_number("strength", strength, 0, 1, "of normal strength")
    if left < 1 and not weak_group:
        raise ValueError(f"strength={left:g} needs a weak_group: one of {', '.join(GROUPS)}.")
    muscles = MuscleSet.load("uhlrich2022") if muscles is None else some_muscles(muscles)
    cycle = activity if isinstance(activity, GaitCycle) else load_gait(activity, speed)
    strangers = set(muscles.names) - {unit for units in GROUPS.values() for unit in units}
    if strangers:
        raise ValueError(
            f"tug_of_war needs muscles in GROUPS, the units of delp1990; {muscles.name} has "
            f"{', '.join(sorted(strangers))}."
        )
    fraction = np.where(np.isin(muscles.names, GROUPS.get(weak_group, ())), left, 1.0)
    load = gait_contact_force(
        cycle, muscles, subject, passive=passive, strength=fraction, **COSTS[cost]
    )
    member = _membership(muscles.names)
    moments = load.sharing.forces[..., None] * load.moment_arms
    forces = load.sharing.forces @ member
    passive_moment = np.zeros_like(load.moments)
    passive_moment[:, 0] = load.passive_moment
    return TugOfWar(
        load=load,
        groups=tuple(GROUPS),
        forces_bw=forces / load.body_weight,
        activations=forces / np.maximum(muscles.max_force * fraction @ member, 1e-9),
        moments_Nm=np.einsum("fnk,ng->fgk", moments, member),
        passive_Nm=passive_moment,
        reserve_Nm=load.sharing.reserve_moments,
        needed_Nm=load.moments + passive_moment,
    )


def _membership(names: tuple[str, ...]) -> Array:
    """One (n, g) where muscle n is in group g, else zero."""
    return np.stack([np.isin(names, members) for members in GROUPS.values()], -1).astype(float)


class OpenSimWalk(Result):
    """OpenSim's sample walking trial (101 frames): its whole-body solution beside ours.

    Attributes
    ----------
    percent : (101,) array
        Of the cycle.
    groups : (g,) strings
        Of muscles.
    our_forces_bw, opensim_forces_bw : (101, g) array
        Sum of each group's muscle forces.
    our_contact_bw, opensim_contact_bw : (101, 3) array
        On the femoral head.
    recomputed_N, opensim_N : (101, 3) array
        Our `hip_contact_force` fed with OpenSim's muscle forces, and its own joint reaction.
    """

    percent: Array
    groups: tuple[str, ...]
    our_forces_bw: Array
    opensim_forces_bw: Array
    our_contact_bw: Array
    opensim_contact_bw: Array
    recomputed_N: Array
    opensim_N: Array

    @property
    def correlation(self) -> float:
        """Of the two sizes of the contact force over the cycle."""
        ours, theirs = np.linalg.norm([self.our_contact_bw, self.opensim_contact_bw], axis=-1)
        return float(np.corrcoef(ours, theirs)[0, 1])


def opensim_walk() -> OpenSimWalk:
    """Our load sharing, fed OpenSim's moment arms and hip moments, beside OpenSim's solution.

    OpenSim solved hip, knee and ankle together (Σ a²), we the hip alone:

    >>> walk = opensim_walk()
    >>> peaks = [np.linalg.norm(c, axis=1).max() for c in
    ...          (walk.our_contact_bw, walk.opensim_contact_bw)]
    >>> print(np.round(peaks, 2), round(walk.correlation, 3))
    [3.52 3.81] 0.984
    >>> print(np.abs(walk.recomputed_N - walk.opensim_N).max() < 0.01)
    True
    """
    muscles, frames = (load_table(f"opensim_gait2392_walk_{x}") for x in ("muscles", "frames"))
    n = muscles.muscle.nunique()

    def per_muscle(*columns: str) -> Array:
        return np.squeeze(muscles[list(columns)].to_numpy().reshape(len(frames), n, -1))

    member = _membership(tuple(muscles.muscle[:n]))
    arms = per_muscle("ma_flexion_m", "ma_adduction_m", "ma_internal_rotation_m")
    pull = per_muscle("pull_on_femur_x", "pull_on_femur_y", "pull_on_femur_z")
    forces, net = per_muscle("opensim_force_N"), frames.filter(like="intersegmental_").to_numpy()
    sharing = share_load(arms, per_muscle("max_force_N"), frames.filter(like="moment_").to_numpy())
    weight = frames.mass_kg[0] * GRAVITY
    theirs = frames.filter(like="opensim_contact_").to_numpy()
    return OpenSimWalk(
        percent=frames.percent_cycle.to_numpy(),
        groups=tuple(GROUPS),
        our_forces_bw=sharing.forces @ member / weight,
        opensim_forces_bw=forces @ member / weight,
        our_contact_bw=hip_contact_force(sharing.forces, pull, net) / weight,
        opensim_contact_bw=theirs / weight,
        recomputed_N=hip_contact_force(forces, pull, net),
        opensim_N=theirs,
    )


def compare_running_forces(speeds: tuple[float, ...] = (2.5, 3.5)) -> pd.DataFrame:
    """Peak muscle forces of running in N/kg: another laboratory's model, and ours at these speeds.

    The table is Lenhart, Thelen & Heiderscheit 2014 (J Orthop Sports Phys Ther 44:766, Table 1):
    30 runners at their own speed, forces from a whole-body model. Phases: stance, and the swing cut
    into two halves (our reading of early and late).

    >>> table = compare_running_forces((2.5,))
    >>> table[table.muscle == "gluteus medius"][["phase", "published", "2.5 m/s"]].round()
             phase  published  2.5 m/s
    0       stance       32.0     26.0
    10  late swing        7.0      6.0
    """
    table = load_table("lenhart2014_peak_muscle_forces")
    result = table[["phase", "muscle"]].assign(published=table.peak_force_N_kg)
    if not isinstance(speeds, Iterable) or isinstance(speeds, str):
        raise TypeError(f"speeds must be a list of speeds in m/s, got {speeds!r}.")
    for speed in speeds:
        one_number("each of speeds", speed, *speed_range("running"), "m/s")
        load = tug_of_war("running", speed).load
        swing = (load.cycle.percent - load.cycle.stance_percent) / (100 - load.cycle.stance_percent)
        phases = {"stance": swing < 0, "early swing": (swing >= 0) & (swing < 0.5),
                  "late swing": swing >= 0.5}  # fmt: skip
        per_kg = load.sharing.forces * GRAVITY / load.body_weight
        result[f"{speed} m/s"] = [
            per_kg[phases[row.phase]][:, np.isin(load.names, row.units.split())].sum(1).max()
            for row in table.itertuples()
        ]
    return result
