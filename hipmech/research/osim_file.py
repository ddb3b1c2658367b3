"""An OpenSim model file (``.osim``, version 4) as data: joints, wrap surfaces and muscle paths.

The file is read as XML, with entities off, and nothing in it is executed. What cannot be followed
exactly is refused: a muscle by its name with the reason, a model by a ValueError.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from hipmech.research.osim_joints import Function, Joint, read_function, read_joints, rotation
from hipmech.research.osim_paths import OsimPath, PathPoint, Wrap
from hipmech.research.osim_xml import first, known, last, number, numbers, open_xml, text


class OsimFile(NamedTuple):
    """What `read_file` found of one leg. left_out: muscle → why."""

    name: str
    joints: dict[str, Joint]
    couplers: dict[str, tuple[str, Function]]
    resting: dict[str, float]
    muscles: tuple[OsimPath, ...]
    left_out: dict[str, str]


def read_file(path: str | Path, side: str) -> OsimFile:
    """Read one leg, side "r" or "l", of an OpenSim model."""
    path = Path(path)
    root = open_xml(path)
    version = int(root.get("Version", "0"))
    if root.tag != "OpenSimDocument":
        raise ValueError(f"this is no OpenSim model: its first tag is {root.tag}.")
    if version < 40000:
        raise ValueError(
            f"it is of version {version}; open and save it once in OpenSim 4, then read it again."
        )
    bones = {f"{bone}_{side}" for bone in ("femur", "tibia", "patella")}
    joints = dict(read_joints(root, bones))
    missing = [bone for bone in (f"femur_{side}", f"tibia_{side}") if bone not in joints]
    if missing:
        raise ValueError(f"no joint carries {' and '.join(missing)}.")
    moving = {coordinate for joint in joints.values() for _, _, coordinate, _ in joint.axes}
    couplers = {
        text(node, "dependent_coordinate_name"): (
            text(node, "independent_coordinate_names").split()[0],
            read_function(first(node, "coupled_coordinates_function")),
        )
        for node in root.iter("CoordinateCouplerConstraint")
        if text(node, "dependent_coordinate_name") in moving
    }
    resting = {n.get("name"): number(n, "default_value", "0") for n in root.iter("Coordinate")}
    wraps, unlike = _wraps(root)
    muscles, left_out = [], {}
    for node in root.iter():
        geometry = node.find("GeometryPath")
        geometry = node.find("path/GeometryPath") if geometry is None else geometry
        if geometry is None or node.find("max_isometric_force") is None:
            continue
        carriers = [last(text(p, "socket_parent_frame")) for p in geometry.iter() if _is_point(p)]
        trunk = [name for name in carriers if not name.endswith(("_r", "_l"))]
        if not (trunk and bones & set(carriers)):
            continue
        try:
            muscles.append(_muscle(node, geometry, bones, joints, wraps, unlike))
        except ValueError as reason:
            left_out[_plain(node.get("name"), side)] = str(reason)
    muscles = [muscle._replace(name=_plain(muscle.name, side)) for muscle in muscles]
    if not muscles:
        reasons = "; ".join(f"{name}: {why}" for name, why in left_out.items()) or "none is there"
        raise ValueError(f"no muscle across the hip can be read ({reasons}).")
    return OsimFile(path.stem, joints, couplers, resting, tuple(muscles), left_out)


def _wraps(root: Any) -> tuple[dict[str, Wrap], dict[str, str]]:
    """Find the cylinders and spheres by name, and the kinds of what is neither."""
    wraps, unlike = {}, {}
    for body in root.iter("Body"):
        for node in body.iter():
            name = node.get("name")
            if node.tag not in ("WrapCylinder", "WrapSphere"):
                if node.tag.startswith("Wrap") and node.tag != "WrapObjectSet":
                    unlike[name] = node.tag
                continue
            quadrant = text(node, "quadrant", "all").lower()
            side = None
            if quadrant[-1:] in ("x", "y", "z") and quadrant != "all":
                side = "xyz".index(quadrant[-1]), -1.0 if quadrant[0] == "-" else 1.0
            sphere = node.tag == "WrapSphere"
            if side and (sphere or side[0] == 2):
                unlike[name] = f"{node.tag} of quadrant {quadrant}"
                continue
            turn = rotation(numbers(node, "xyz_body_rotation", "0 0 0", 3))
            frame = turn, numbers(node, "translation", "0 0 0", 3)
            size = number(node, "radius"), number(node, "length", "0")
            if text(node, "active", "true") == "true":
                wraps[name] = Wrap(body.get("name"), sphere, frame, *size, side)
    return wraps, unlike


def _muscle(
    node: Any,
    geometry: Any,
    bones: set[str],
    joints: Mapping[str, Joint],
    wraps: Mapping[str, Wrap],
    unlike: Mapping[str, str],
) -> OsimPath:
    points = tuple(_point(p, bones, joints) for p in geometry.iter() if _is_point(p))
    on_leg = [point.bone != "pelvis" for point in points]
    if on_leg != sorted(on_leg) or points[0].active or points[-1].active:
        raise ValueError("its path does not run from the pelvis to the leg")
    touching: list[tuple[Wrap, int, int]] = []
    for wrap in geometry.iter("PathWrap"):
        name = text(wrap, "wrap_object")
        if name in unlike:
            raise ValueError(f"it wraps around {name}, a {unlike[name]}")
        if name not in wraps:  # switched off
            continue
        # range counts points from 1, -1: no limit; stretch k runs from point k to point k + 1
        first, final = numbers(wrap, "range", "-1 -1", 2).astype(int)
        first, final = max(first, 1), (final if final > 0 else len(points))
        stretches = [k for k in range(first, final) if points[k - 1].bone != points[k].bone]
        if any(a <= k <= b for k in stretches for _, a, b in touching):
            raise ValueError("two surfaces may touch one stretch of it")
        touching.append((wraps[name], first, final - 1))
    return OsimPath(
        node.get("name"),
        number(node, "max_isometric_force"),
        known(node, "optimal_fiber_length"),
        known(node, "tendon_slack_length"),
        known(node, "pennation_angle_at_optimal"),
        points,
        tuple(touching),
    )


def _point(node: Any, bones: set[str], joints: Mapping[str, Joint]) -> PathPoint:
    bone = last(text(node, "socket_parent_frame"))
    if bone != "pelvis" and (bone not in bones or bone not in joints):
        raise ValueError(f"it has a point on {bone}")
    if node.tag == "MovingPathPoint":
        moves = tuple(
            (
                last(text(node, f"socket_{axis}_coordinate")),
                read_function(first(node, f"{axis}_location")),
            )
            for axis in "xyz"
        )
        if any(coordinate.startswith("hip_") for coordinate, _ in moves):
            raise ValueError("a point of it moves with the hip")
        return PathPoint(bone, np.zeros(3), moves)
    place = numbers(node, "location", "", 3)
    if node.tag == "ConditionalPathPoint":
        low, high = numbers(node, "range", "", 2)
        return PathPoint(bone, place, (), (last(text(node, "socket_coordinate")), low, high))
    return PathPoint(bone, place)


def _is_point(node: Any) -> bool:
    return node.tag in ("PathPoint", "ConditionalPathPoint", "MovingPathPoint")


def _plain(name: str, side: str) -> str:
    return name.removesuffix(f"_{side}")
