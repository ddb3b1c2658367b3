"""Muscles of an OpenSim model of one's own: paths, moment arms and lengths of one hip.

Against OpenSim 4.6: without wrap surfaces equal to rounding, gliding knees and kneecaps included;
around cylinders and spheres lengths within 0.1 mm, and within 0.3 mm in all 25 hip muscles of
Rajagopal's model. Up a steep helix they are shorter by up to 1.2 mm: ours is the shortest way.
Moment arms are −dL/dθ of these lengths exactly.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from hipmech.frames import rotation_axes, rotation_matrix
from hipmech.muscles.paths import blocks, flat_posture
from hipmech.research.osim_file import OsimFile, read_file
from hipmech.research.osim_joints import transform, turned
from hipmech.research.osim_paths import Frames, follow
from hipmech.results import Array, Result


def read_osim(path: str | Path, side: str = "right") -> OsimMuscles:
    """Read the muscles across one hip of an OpenSim model (``.osim``, version 4).

    Followed exactly: fixed, conditional and moving path points, knees that glide, kneecaps,
    cylinders and spheres. Muscles with anything else (ellipsoids, tori, points on the trunk) are
    left out and named in ``left_out`` with the reason. Names lose their ``_r`` or ``_l``.

    Parameters
    ----------
    path
        Of the file, which is read as data; nothing in it is executed.
    side
        "right" or "left"; a left leg comes mirrored into a right one.

    Raises
    ------
    ImportError
        Without defusedxml, which comes with ``pip install 'hipmech[data]'``.
    ValueError
        For a file of version 3, damaged XML, XML entities, a hip that turns in another order than
        flexion, adduction, rotation, and a model without a muscle that can be read.
    """
    if side not in ("right", "left"):
        raise ValueError(f'side must be "right" or "left", got {side!r}.')
    name = Path(path).name
    try:
        return _checked(read_file(path, side[0]), side)
    except ValueError as problem:
        raise ValueError(f"{name}: {problem}") from None
    except (AttributeError, IndexError, KeyError, StopIteration, TypeError) as problem:
        raise ValueError(
            f"{name}: it is not built as OpenSim 4 builds a model ({problem!r})."
        ) from None


def _checked(model: OsimFile, side: str) -> OsimMuscles:
    """Return the muscles of a model whose hip turns as ours does, tried in one posture."""
    muscles = model.muscles
    names = tuple(muscle.name for muscle in muscles)
    found = OsimMuscles(
        name=model.name,
        names=names,
        full_names=names,
        max_force=np.array([muscle.max_force for muscle in muscles]),
        optimal_fibre_length=np.array([muscle.optimal_fibre_length for muscle in muscles]),
        tendon_slack_length=np.array([muscle.tendon_slack_length for muscle in muscles]),
        pennation=np.array([muscle.pennation for muscle in muscles]),
        left_out=model.left_out,
        side=side,
        model=model,
    )
    some = np.array([[0.5], [0.2], [-0.3], [0.4]])
    turn, shift = found._frames(some)[0][f"femur_{side[0]}"]
    mirror = found._mirror
    centre = model.joints[f"femur_{side[0]}"].before[1]
    wanted = mirror[:, None] * rotation_matrix(*some[:3]) * mirror
    if not (np.allclose(turn, wanted, atol=1e-6) and np.allclose(shift, centre, atol=1e-6)):
        raise ValueError(
            "its hip does not turn by hip_flexion, hip_adduction and hip_rotation about z, x and y "
            "of the pelvis, in this order."
        )
    if not np.isfinite(found._follow(some)[1]).all():
        raise ValueError("one of its muscles does not cross the hip.")
    return found


class OsimMuscles(Result):
    """n muscles across a hip, from an ``.osim`` file: goes wherever a `MuscleSet` goes.

    Every method takes a posture in degrees as `hipmech.muscles.MuscleSet` does, and gives what that
    gives, as a right leg. Make one with `read_osim`.

    Attributes
    ----------
    name
        Of the file.
    names, full_names
        (n,) as in the file, without the side.
    max_force, optimal_fibre_length, tendon_slack_length, pennation
        (n,) N, m, m, rad.
    left_out
        Muscle → why it is not here.
    side
        "right" or "left".
    model
        What the file says (`osim_file.OsimFile`).
    """

    name: str
    names: tuple[str, ...]
    full_names: tuple[str, ...]
    max_force: Array
    optimal_fibre_length: Array
    tendon_slack_length: Array
    pennation: Array
    left_out: dict[str, str]
    side: str
    model: OsimFile

    def __repr__(self) -> str:
        less = f", {len(self.left_out)} left out" if self.left_out else ""
        return f"OsimMuscles({self.name!r}, {len(self.names)} muscles{less})"

    def pulls(
        self,
        flexion_deg: ArrayLike = 0.0,
        adduction_deg: ArrayLike = 0.0,
        rotation_deg: ArrayLike = 0.0,
        knee_flexion_deg: ArrayLike = 0.0,
    ) -> tuple[Array, Array]:
        """`moment_arms` and `lines_of_pull` of one posture together."""
        angles, shape = flat_posture(flexion_deg, adduction_deg, rotation_deg, knee_flexion_deg)
        arms, lines = np.empty((2, angles.shape[1], len(self.names), 3))
        for block in blocks(len(arms)):
            _, origin, insertion, _ = self._follow(angles[:, block])
            pull = origin - insertion
            lines[block] = pull / np.sqrt((pull**2).sum(-1))[..., None]
            turn = rotation_matrix(*angles[:3, block])
            axes = rotation_axes(turn, angles[0, block])
            arms[block] = np.cross(insertion, lines[block]) @ axes.swapaxes(-1, -2)
        return arms.reshape(*shape, *arms.shape[1:]), lines.reshape(*shape, *lines.shape[1:])

    def moment_arms(
        self,
        flexion_deg: ArrayLike = 0.0,
        adduction_deg: ArrayLike = 0.0,
        rotation_deg: ArrayLike = 0.0,
        knee_flexion_deg: ArrayLike = 0.0,
    ) -> Array:
        """Return moment arms (..., n, 3) in m about flexion, adduction and internal rotation."""
        return self.pulls(flexion_deg, adduction_deg, rotation_deg, knee_flexion_deg)[0]

    def lines_of_pull(
        self,
        flexion_deg: ArrayLike = 0.0,
        adduction_deg: ArrayLike = 0.0,
        rotation_deg: ArrayLike = 0.0,
        knee_flexion_deg: ArrayLike = 0.0,
    ) -> Array:
        """Return unit vectors (..., n, 3) of the pull on the femur, in pelvis axes."""
        return self.pulls(flexion_deg, adduction_deg, rotation_deg, knee_flexion_deg)[1]

    def lengths(
        self,
        flexion_deg: ArrayLike = 0.0,
        adduction_deg: ArrayLike = 0.0,
        rotation_deg: ArrayLike = 0.0,
        knee_flexion_deg: ArrayLike = 0.0,
    ) -> Array:
        """Return lengths (..., n) in m from origin to insertion, arcs included."""
        angles, shape = flat_posture(flexion_deg, adduction_deg, rotation_deg, knee_flexion_deg)
        parts = [self._follow(angles[:, block])[0] for block in blocks(angles.shape[1])]
        return np.concatenate(parts).reshape(*shape, len(self.names))

    def path_points(
        self,
        flexion_deg: ArrayLike = 0.0,
        adduction_deg: ArrayLike = 0.0,
        rotation_deg: ArrayLike = 0.0,
        knee_flexion_deg: ArrayLike = 0.0,
    ) -> Array:
        """Return paths (..., n, p, 3) in m from the hip joint centre, in pelvis axes.

        Where a path lies on a surface it has the points in which it meets and leaves it; the line
        between them cuts through.
        """
        angles, shape = flat_posture(flexion_deg, adduction_deg, rotation_deg, knee_flexion_deg)
        parts = [self._follow(angles[:, block])[3] for block in blocks(angles.shape[1])]
        paths = np.concatenate(parts)
        return paths.reshape(*shape, *paths.shape[1:])

    def select(self, names: Iterable[str]) -> OsimMuscles:
        """Return the same model with only the muscles of these names, in this order."""
        chosen = (names,) if isinstance(names, str) else tuple(names)
        if unknown := [name for name in chosen if name not in self.names]:
            raise ValueError(
                f"unknown muscle {', '.join(unknown)} in {self.name}; expected some of "
                f"{', '.join(self.names)}."
            )
        index = [self.names.index(name) for name in chosen]
        fields = ("max_force", "optimal_fibre_length", "tendon_slack_length", "pennation")
        muscles = tuple(self.model.muscles[i] for i in index)
        return replace(
            self,
            names=chosen,
            full_names=chosen,
            model=self.model._replace(muscles=muscles),
            **{field: getattr(self, field)[index] for field in fields},
        )

    @property
    def _mirror(self) -> Array:
        return np.array([1.0, 1.0, 1.0 if self.side == "right" else -1.0])

    def _follow(self, angles: Array) -> tuple[Array, Array, Array, Array]:
        """Lengths (N, n), ends (N, n, 3) of the stretch across the hip, paths (N, n, p, 3)."""
        frames, coordinates = self._frames(angles)
        found = [follow(muscle, frames, coordinates) for muscle in self.model.muscles]
        most = max(path.shape[1] for *_, path in found)
        paths = np.stack(
            [
                np.pad(path, ((0, 0), (0, most - path.shape[1]), (0, 0)), "edge")
                for *_, path in found
            ],
            axis=1,
        )
        lengths, origins, insertions = (np.stack(x, 1) for x in list(zip(*found, strict=True))[:3])
        centre = self.model.joints[f"femur_{self.side[0]}"].before[1]
        origins, insertions, paths = (
            (points - centre) * self._mirror for points in (origins, insertions, paths)
        )
        return lengths, origins, insertions, paths

    def _frames(self, angles: Array) -> tuple[Frames, dict[str, Array]]:
        """Where the bones are at angles (4, N) in rad, and every coordinate (N,)."""
        model, s = self.model, self.side[0]
        count = angles.shape[1]
        q = {name: np.full(count, value) for name, value in model.resting.items()}
        names = (f"hip_flexion_{s}", f"hip_adduction_{s}", f"hip_rotation_{s}", f"knee_angle_{s}")
        q.update(zip(names, angles, strict=True))
        some = {name: np.full(1, value) for name, value in model.resting.items()}
        bent, _ = transform(model.joints[f"tibia_{s}"], some | {names[3]: np.full(1, 0.5)})
        q[names[3]] = angles[3] * (1.0 if bent[0, 0, 1] > 0 else -1.0)  # is flexion positive?
        for dependent, (independent, function) in model.couplers.items():
            if independent in q:
                q[dependent] = function(q[independent])
        frames: Frames = {"pelvis": (np.tile(np.eye(3), (count, 1, 1)), np.zeros((count, 3)))}
        for bone in (f"femur_{s}", f"tibia_{s}", f"patella_{s}"):
            if bone in model.joints:
                turn, shift = transform(model.joints[bone], q)
                base, place = frames[model.joints[bone].parent]
                frames[bone] = base @ turn, place + turned(base, shift)
        return frames, q
