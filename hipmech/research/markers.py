"""Markers of a trial as landmarks of one leg, and which foot stood on which force plate."""

from __future__ import annotations

import warnings
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from hipmech.research.recordings import Recording, Wrench
from hipmech.research.signals import fill_gaps, foot_contacts
from hipmech.results import Array, Result
from hipmech.tables import load_table

_MISFIT = 0.010  # m; skin markers of a thigh move against each other by a few mm in walking


class Landmarks(Result):
    """One leg's landmarks in a trial. Make them with `landmarks`.

    Attributes
    ----------
    side
        "right" or "left".
    time
        (n,) s.
    points
        Landmark → (n, 3) m in axes of the laboratory, NaN in gaps.
    misfit
        Landmark that a cluster carries → median misfit of the cluster, m.
    """

    side: str
    time: Array
    points: dict[str, Array]
    misfit: dict[str, float]


def landmarks(
    trial: Recording, marker_set: str, side: str, standing: Recording | None = None
) -> Landmarks:
    """Find the landmarks of one leg among the markers.

    A landmark is the mean of its markers, gaps of up to 0.1 s filled. One that was marked only in
    the ``standing`` trial is carried along by the rigid fit of its segment's cluster.

    Parameters
    ----------
    trial
        The recording.
    marker_set
        A name in the table ``marker_sets``: "plug_in_gait" (with the knee and ankle centres that
        its software adds), "cast", "gait2392", "rajagopal2016".
    side
        "right" or "left".
    standing
        A trial of the same person with all markers on.

    Raises
    ------
    ValueError
        For an unknown marker set, and a marker that is in neither trial, by its name.
    """
    if side not in ("right", "left"):
        raise ValueError(f'side must be "right" or "left", got {side!r}.')
    table = load_table("marker_sets").fillna({"cluster": ""})
    if marker_set not in set(table.marker_set):
        known = ", ".join(table.marker_set.unique())
        raise ValueError(f"unknown marker set {marker_set!r}; expected one of {known}.")
    letters = {"own": side[0].upper(), "other": "RL".replace(side[0].upper(), "")}
    rate = 1 / (trial.time[1] - trial.time[0])
    points, misfit = {}, {}
    for row in table[table.marker_set == marker_set].itertuples():
        names, cluster = (x.format(**letters).split() for x in (row.markers, row.cluster))
        if set(names) <= set(trial.markers):
            points[row.landmark] = np.mean([fill_gaps(trial.markers[m], rate) for m in names], 0)
            continue
        resting = standing.markers if standing else {}
        if not cluster or not {*names, *cluster} <= set(resting):
            lost = [name for name in (*names, *cluster) if name not in trial.markers]
            raise ValueError(
                f"{row.landmark} needs the marker {lost[0]}, which is in neither trial; there are "
                f"{', '.join([*trial.markers][:12])} ..."
            )
        where = {name: _mean(resting[name], name) for name in (*names, *cluster)}
        moving = np.stack([fill_gaps(trial.markers[name], rate) for name in cluster], 1)
        turn, shift, error = rigid_fit(np.stack([where[name] for name in cluster]), moving)
        points[row.landmark] = turn @ np.mean([where[name] for name in names], 0) + shift
        misfit[row.landmark] = float(np.median(error[~np.isnan(error)]))
        if misfit[row.landmark] > _MISFIT:
            warnings.warn(
                f"{side} {row.landmark}: its cluster changes shape by "
                f"{1000 * misfit[row.landmark]:.0f} mm; is a marker swapped, or is this running?",
                stacklevel=2,
            )
    return Landmarks(side, trial.time, points, misfit)


def _mean(points: Array, name: str) -> Array:
    seen = points[~np.isnan(points).any(-1)]
    if not len(seen):
        raise ValueError(f"the marker {name} is never seen in the standing trial.")
    return seen.mean(0)


def rigid_fit(rest: Array, moving: Array) -> tuple[Array, Array, Array]:
    """Fit a rigid motion to markers: rest (k, 3) → moving (n, k, 3), by least squares.

    Returns rotations (n, 3, 3), shifts (n, 3) and the rms misfit (n,); NaN where fewer than three
    markers are seen (Söderkvist & Wedin 1993, J Biomech 26:1473).
    """
    seen = ~np.isnan(moving[..., 0])
    weight = seen / np.maximum(seen.sum(1, keepdims=True), 1)
    there = np.nan_to_num(moving)
    centre, mean = weight @ rest, (weight[..., None] * there).sum(1)
    a, b = rest - centre[:, None], there - mean[:, None]
    u, _, vt = np.linalg.svd(np.einsum("nk,nki,nkj->nij", weight, b, a))
    keep = np.ones((len(u), 3))
    keep[:, 2] = np.linalg.det(u @ vt)  # a rotation, never a reflection
    turn = (u * keep[:, None]) @ vt
    error = np.sqrt((weight * ((a @ turn.swapaxes(1, 2) - b) ** 2).sum(-1)).sum(1))
    few = seen.sum(1) < 3
    turn[few], error[few] = np.nan, np.nan
    return turn, mean - (turn @ centre[..., None])[..., 0], error


def plates_by_foot(
    trial: Recording,
    feet: Mapping[str, Landmarks],
    threshold: float = 20.0,
    reach: float = 0.15,
) -> dict[str, Wrench]:
    """Sum, for each foot, what the plates did to it: name of the foot → `Wrench`.

    Every contact with a plate goes to the foot whose line from heel to toe the centre of pressure
    follows more closely. Where the other foot comes onto the same plate, nobody can tell what
    either bears: the moments become NaN from 0.1 s before.

    Parameters
    ----------
    trial
        With plates, from `read_c3d`.
    feet
        Name → `Landmarks`, of both feet wherever both are on the plates.
    threshold
        N from which a plate is stood on.
    reach
        M that the centre of pressure may lie off the line.

    Raises
    ------
    ValueError
        For a recording without plates, and where the centre of pressure is far from every foot:
        then the plates' corners or axes are wrong.
    """
    if not trial.plates:
        raise ValueError("the trial has no force plates; read them with read_ground_reaction.")
    time = trial.plate_time
    total = {name: (np.zeros((len(time), 3)), np.zeros((len(time), 3))) for name in feet}
    for number, plate in enumerate(trial.plates, 1):
        for start, stop in foot_contacts(time, plate.force[:, 1], threshold):
            during = ~((time < start) | (time > stop))  # NaN: from the beginning, to the end
            far = _distances(plate, time, during, feet, threshold)
            name = min(far, key=lambda foot: _median(far[foot]))
            if not _median(far[name]) < reach:
                raise ValueError(
                    f"plate {number} from {time[during][0]:.2f} s on: its centre of pressure is "
                    f"{100 * _median(far[name]):.0f} cm from the {name} foot; check the plates' "
                    "corners and the axes up= and forward=."
                )
            force, moment = total[name]
            force[during] += plate.force[during]
            moment[during] += plate.moment[during]
            astray = far[name] > reach
            if astray.sum() > 0.05 * during.sum():  # the other foot came onto the same plate
                shared = during & (time > time[during][astray].min() - 0.1)
                for _, moment in total.values():
                    moment[shared] = np.nan
    return {name: Wrench(*wrench) for name, wrench in total.items()}


def _distances(
    plate: Wrench,
    time: Array,
    during: NDArray[np.bool_],
    feet: Mapping[str, Landmarks],
    threshold: float,
) -> dict[str, Array]:
    """How far (k,) m, seen from above, the centre of pressure is from each foot's heel-toe line."""
    force, moment = plate.force[during], plate.moment[during]
    up = force[:, 1]
    firm = up > max(threshold, 0.3 * up.max())
    safe = np.where(firm, up, np.inf)
    pressure = np.stack([moment[:, 2] / safe, -moment[:, 0] / safe], -1)
    far = {}
    for name, foot in feet.items():
        heel, toe = (
            np.stack([np.interp(time[during], foot.time, foot.points[p][:, k]) for k in (0, 2)], -1)
            for p in ("heel", "toe")
        )
        along = toe - heel
        share = ((pressure - heel) * along).sum(-1) / (along**2).sum(-1)
        off = pressure - heel - np.clip(share, 0, 1.4)[:, None] * along
        far[name] = np.where(firm, np.sqrt((off**2).sum(-1)), np.nan)
    return far


def _median(values: Array) -> float:
    known = values[~np.isnan(values)]
    return float(np.median(known)) if known.size else np.inf
