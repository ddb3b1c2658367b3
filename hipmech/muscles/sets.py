"""The published muscle sets, read from their tables: the fields of `hipmech.muscles.MuscleSet`."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

from hipmech.muscles.paths import BODIES, FEMUR, PELVIS, whole_paths
from hipmech.tables import load_table

GAIT2392_HIP_CENTRE = (-0.0707, -0.0661, 0.0835)  # in the model's pelvis axes, m
GAIT2392_FEMUR_LENGTH = 0.396  # hip joint centre to the tibia's origin, knee straight, m
_LENGTHS = "optimal_fibre_length", "tendon_slack_length"
_UHLRICH_HIP_CENTRE = (-0.0563, -0.0785, 0.0773)  # in that model's pelvis axes, m


def delp1990() -> dict[str, Any]:
    """Read 27 units of gait2392."""
    muscles, table = load_table("gait2392_muscles"), load_table("gait2392_path_points")
    # Rows of the table as (muscle, point): short paths repeat their last point.
    size = table.groupby("muscle", sort=False).size().reindex(muscles.muscle).to_numpy()[:, None]
    rows = np.cumsum(size)[:, None] - size + np.minimum(np.arange(size.max()), size - 1)
    body = table.body.map(BODIES.index).to_numpy()[rows]
    points = table[["x_m", "y_m", "z_m"]].to_numpy()[rows]
    points[body == PELVIS] -= GAIT2392_HIP_CENTRE
    return dict(
        names=tuple(muscles.muscle),
        full_names=tuple(muscles.full_name),
        max_force=muscles.max_force_N.to_numpy(),
        optimal_fibre_length=muscles.optimal_fibre_length_m.to_numpy(),
        tendon_slack_length=muscles.tendon_slack_length_m.to_numpy(),
        pennation=muscles.pennation_rad.to_numpy(),
        points=points,
        body=body,
        active_from=table.active_from_rad.fillna(-np.inf).to_numpy()[rows],
        active_to=table.active_to_rad.fillna(np.inf).to_numpy()[rows],
        scale=np.ones((3, 3)),
        hip_joint_width=2 * GAIT2392_HIP_CENTRE[2],
        femur_length=GAIT2392_FEMUR_LENGTH,
    )


def uhlrich2022() -> dict[str, Any]:
    """Read gait2392 with seven abductor lines and the gluteus maximus' fibres of newer models.

    Hip joint centres are laid on each other, nothing else is fitted. Fibres and tendons grow with
    the length of the whole muscle in the zero posture.
    """
    delp = delp1990()
    table = load_table("uhlrich2022_abductor_lines").set_index("muscle")
    rows = [delp["names"].index(name) for name in table.index]
    ends = table.to_numpy().reshape(-1, 2, 3) / 1000
    ends[:, 0] -= _UHLRICH_HIP_CENTRE
    points = delp["points"].copy()
    points[rows, 0] = ends[:, 0]
    points[rows, 1:] = np.where(np.isnan(ends[:, 1:]), points[rows, 1:], ends[:, 1:])
    changed = delp | {"points": points}
    length = _standing_lengths(changed)
    growth = length / _standing_lengths(delp)
    fibres = {name: growth * delp[name] for name in _LENGTHS}
    maximus = load_table("rajagopal2016_gluteus_maximus").set_index("muscle")
    rows = [delp["names"].index(name) for name in maximus.index]
    for name in _LENGTHS:
        fibres[name][rows] = length[rows] * (maximus[f"{name}_m"] / maximus.standing_length_m)
    fibres["pennation"] = delp["pennation"].copy()
    fibres["pennation"][rows] = maximus.pennation_rad
    return changed | fibres


def _standing_lengths(fields: dict[str, Any]) -> Any:
    muscles: Any = SimpleNamespace(**fields)
    path = whole_paths(muscles, np.zeros((4, 1)))[0]
    return np.linalg.norm(np.diff(path, axis=-2), axis=-1).sum(axis=-1)


def _gluteus_maximus_force() -> float:
    muscles = load_table("gait2392_muscles")
    return muscles.max_force_N[muscles.muscle.str.startswith("glut_max")].sum()


def dostal1981() -> dict[str, Any]:
    """Read 27 straight lines, with strengths from Johnston's relative cross-sections."""
    table = load_table("dostal1981_hip_muscles")
    pcsa = load_table("johnston1979_relative_pcsa").set_index("muscle").relative_pcsa
    lines = table.groupby("pcsa_muscle").muscle.transform("count")
    unknown = np.full(len(table), np.nan)
    points = table[[f"{end}_{axis}_cm" for end in ("origin", "insertion") for axis in "xyz"]]
    body = np.tile([PELVIS, FEMUR], (len(table), 1))
    return dict(
        names=tuple(table.muscle),
        full_names=tuple(table.full_name),
        max_force=_gluteus_maximus_force() * (table.pcsa_muscle.map(pcsa) / lines).to_numpy(),
        optimal_fibre_length=unknown,
        tendon_slack_length=unknown,
        pennation=unknown,
        points=points.to_numpy().reshape(-1, 2, 3) / 100,
        body=body,
        active_from=np.full(body.shape, -np.inf),
        active_to=np.full(body.shape, np.inf),
        scale=np.ones((3, 3)),
        hip_joint_width=np.nan,
        femur_length=np.nan,
    )


SETS: dict[str, Callable[[], dict[str, Any]]] = {
    "delp1990": delp1990,
    "uhlrich2022": uhlrich2022,
    "dostal1981": dostal1981,
}
