"""An OpenSim model file (``.osim``, version 4) as data: joints, wrap surfaces and muscle paths.

The file is read as XML, with entities off, and nothing in it is executed. What cannot be followed
exactly is refused: a muscle by its name with the reason, a model by a ValueError.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.interpolate import make_interp_spline

from hipmech.results import Array

Function = Callable[[Array], Any]
Placement = tuple[Array, Array]  # rotation (3, 3), shift (3,)


class Joint(NamedTuple):
    """A joint from one bone to the next: the frame on either bone, and what moves between them.

    axes: (turns or shifts, axis (3,), coordinate or "", function of it) in the order of the file.
    """

    parent: str
    before: Placement
    after: Placement
    axes: tuple[tuple[bool, Array, str, Function], ...]


class Wrap(NamedTuple):
    """A cylinder about its z axis, or a sphere, on a bone; side (axis, sign) or None: either."""

    bone: str
    sphere: bool
    frame: Placement
    radius: float
    length: float
    side: tuple[int, float] | None


class PathPoint(NamedTuple):
    """A point on a bone; moves: (coordinate, function) for x, y, z; active: (coordinate, range)."""

    bone: str
    place: Array
    moves: tuple[tuple[str, Function], ...] = ()
    active: tuple[str, float, float] | None = None


class OsimPath(NamedTuple):
    """A muscle: its strength and its path; wraps: (surface, first, last stretch that may touch)."""

    name: str
    max_force: float
    optimal_fibre_length: float
    tendon_slack_length: float
    pennation: float
    points: tuple[PathPoint, ...]
    wraps: tuple[tuple[Wrap, int, int], ...]


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
    root = _xml(path)
    version = int(root.get("Version", "0"))
    if root.tag != "OpenSimDocument":
        raise ValueError(f"this is no OpenSim model: its first tag is {root.tag}.")
    if version < 40000:
        raise ValueError(
            f"it is of version {version}; open and save it once in OpenSim 4, then read it again."
        )
    bones = {f"{bone}_{side}" for bone in ("femur", "tibia", "patella")}
    joints = dict(_joints(root, bones))
    missing = [bone for bone in (f"femur_{side}", f"tibia_{side}") if bone not in joints]
    if missing:
        raise ValueError(f"no joint carries {' and '.join(missing)}.")
    couplers = {
        _text(node, "dependent_coordinate_name"): (
            _text(node, "independent_coordinate_names").split()[0],
            _function(_first(node, "coupled_coordinates_function")),
        )
        for node in root.iter("CoordinateCouplerConstraint")
    }
    resting = {n.get("name"): _number(n, "default_value", "0") for n in root.iter("Coordinate")}
    wraps, unlike = _wraps(root)
    muscles, left_out = [], {}
    for node in root.iter():
        geometry = node.find("GeometryPath")
        geometry = node.find("path/GeometryPath") if geometry is None else geometry
        if geometry is None or node.find("max_isometric_force") is None:
            continue
        carriers = [_last(_text(p, "socket_parent_frame")) for p in geometry.iter() if _is_point(p)]
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


def _xml(path: Path) -> Any:
    try:
        from defusedxml import DefusedXmlException
        from defusedxml.ElementTree import ParseError, fromstring
    except ImportError:
        raise ImportError("read_osim needs defusedxml: pip install 'hipmech[data]'") from None
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    text = re.sub(
        r"(</?\w+)::", r"\1_", text
    )  # tags such as <HuntCrossleyForce::ContactParameters>
    try:
        return fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    except DefusedXmlException:
        raise ValueError("it declares XML entities, as no model needs; refused.") from None
    except ParseError as problem:
        raise ValueError(f"it is not well-formed XML: {problem}.") from None


def _joints(root: Any, bones: set[str]) -> Any:
    for node in root.iter():
        if not node.tag.endswith("Joint") or node.find("socket_child_frame") is None:
            continue
        frames = {}
        for frame in node.iter("PhysicalOffsetFrame"):
            turn = rotation(_numbers(frame, "orientation", "0 0 0", 3))
            place = turn, _numbers(frame, "translation", "0 0 0", 3)
            frames[frame.get("name")] = _last(_text(frame, "socket_parent")), place
        ends = []
        for end in ("parent", "child"):
            name = _last(_text(node, f"socket_{end}_frame"))
            ends.append(frames.get(name, (name, (np.eye(3), np.zeros(3)))))
        (parent, before), (child, after) = ends
        if child in bones:
            yield child, Joint(parent, before, after, tuple(_axes(node, child)))


def _axes(node: Any, child: str) -> Any:
    if node.tag == "WeldJoint":
        return
    if node.tag == "PinJoint":
        yield True, np.array([0.0, 0, 1]), node.find(".//Coordinate").get("name"), _same
        return
    if node.tag != "CustomJoint":
        raise ValueError(f"the joint of {child} is a {node.tag}, expected a CustomJoint.")
    for axis in node.find("SpatialTransform"):
        functions = [part for part in axis if part.tag not in ("coordinates", "axis")]
        if functions and functions[0].tag == "function":
            functions = list(functions[0])
        used = _text(axis, "coordinates").split()
        if len(used) > 1:
            raise ValueError(
                f"the joint of {child} has an axis that moves with {' and '.join(used)}."
            )
        moves = _function(functions[0]) if functions else _same
        turns = axis.get("name").startswith("rotation")
        yield turns, _numbers(axis, "axis", "", 3), used[0] if used else "", moves


def _function(node: Any) -> Function:
    if node.tag == "MultiplierFunction":
        return partial(_scaled, _number(node, "scale", "1"), _function(_first(node, "function")))
    if node.tag == "Constant":
        return partial(np.polyval, [_number(node, "value", "0")])
    if node.tag in ("LinearFunction", "PolynomialFunction"):
        return partial(np.polyval, _numbers(node, "coefficients"))
    if node.tag not in ("SimmSpline", "NaturalCubicSpline", "PiecewiseLinearFunction"):
        raise ValueError(f"function {node.tag} is not known")
    x, y = _numbers(node, "x"), _numbers(node, "y")
    if node.tag == "PiecewiseLinearFunction" or len(x) < 4:
        return make_interp_spline(x, y, k=1)
    if node.tag == "NaturalCubicSpline":
        return make_interp_spline(x, y, k=3, bc_type="natural")
    ends = (slice(4), slice(-4, None))  # Forsythe, Malcolm & Moler 1977, as in SIMM
    third = [[(3, 6 * np.polyfit(x[end] - x[end][0], y[end], 3)[0])] for end in ends]
    return make_interp_spline(x, y, bc_type=tuple(third))


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
            quadrant = _text(node, "quadrant", "all").lower()
            side = None
            if quadrant[-1:] in ("x", "y", "z") and quadrant != "all":
                side = "xyz".index(quadrant[-1]), -1.0 if quadrant[0] == "-" else 1.0
            sphere = node.tag == "WrapSphere"
            if side and (sphere or side[0] == 2):
                unlike[name] = f"{node.tag} of quadrant {quadrant}"
                continue
            turn = rotation(_numbers(node, "xyz_body_rotation", "0 0 0", 3))
            frame = turn, _numbers(node, "translation", "0 0 0", 3)
            size = _number(node, "radius"), _number(node, "length", "0")
            if _text(node, "active", "true") == "true":
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
    last = len(points) - 1
    touching: list[tuple[Wrap, int, int]] = []
    for wrap in geometry.iter("PathWrap"):
        name = _text(wrap, "wrap_object")
        if name in unlike:
            raise ValueError(f"it wraps around {name}, a {unlike[name]}")
        if name not in wraps:  # switched off
            continue
        # range counts points from 1, -1: no limit; stretch k runs from point k to point k + 1
        first, final = _numbers(wrap, "range", "-1 -1", 2).astype(int)
        first, final = max(first, 1), (final if final > 0 else last + 1)
        stretches = [k for k in range(first, final) if points[k - 1].bone != points[k].bone]
        if any(a <= k <= b for k in stretches for _, a, b in touching):
            raise ValueError("two surfaces may touch one stretch of it")
        touching.append((wraps[name], first, final - 1))
    return OsimPath(
        node.get("name"),
        _number(node, "max_isometric_force"),
        _known(node, "optimal_fiber_length"),
        _known(node, "tendon_slack_length"),
        _known(node, "pennation_angle_at_optimal"),
        points,
        tuple(touching),
    )


def _point(node: Any, bones: set[str], joints: Mapping[str, Joint]) -> PathPoint:
    bone = _last(_text(node, "socket_parent_frame"))
    if bone != "pelvis" and (bone not in bones or bone not in joints):
        raise ValueError(f"it has a point on {bone}")
    if node.tag == "MovingPathPoint":
        moves = tuple(
            (
                _last(_text(node, f"socket_{axis}_coordinate")),
                _function(_first(node, f"{axis}_location")),
            )
            for axis in "xyz"
        )
        if any(coordinate.startswith("hip_") for coordinate, _ in moves):
            raise ValueError("a point of it moves with the hip")
        return PathPoint(bone, np.zeros(3), moves)
    place = _numbers(node, "location", "", 3)
    if node.tag == "ConditionalPathPoint":
        low, high = _numbers(node, "range", "", 2)
        return PathPoint(bone, place, (), (_last(_text(node, "socket_coordinate")), low, high))
    return PathPoint(bone, place)


def rotation(angles: Array) -> Array:
    """Rotation matrix (3, 3) of body-fixed turns x, y, z in rad, as OpenSim's frames have them."""
    x, y, z = (about(axis, angle) for axis, angle in zip(np.eye(3), angles, strict=True))
    return x @ y @ z


def about(axis: Array, angle: Array) -> Array:
    """Rotation matrices (..., 3, 3) about one axis (3,) by angles (...) in rad."""
    x, y, z = axis / np.linalg.norm(axis)
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    angle = np.asarray(angle)[..., None, None]
    return np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * (cross @ cross)


def _same(q: Array) -> Array:
    return q


def _scaled(scale: float, function: Function, q: Array) -> Array:
    return scale * function(q)


def _is_point(node: Any) -> bool:
    return node.tag in ("PathPoint", "ConditionalPathPoint", "MovingPathPoint")


def _plain(name: str, side: str) -> str:
    return name.removesuffix(f"_{side}")


def _last(name: str) -> str:
    return name.rstrip("/").split("/")[-1]


def _first(node: Any, tag: str) -> Any:
    return next(iter(node.find(tag)))


def _text(node: Any, tag: str, missing: str = "") -> str:
    return (node.findtext(tag) or missing).strip()


def _numbers(node: Any, tag: str, missing: str = "", count: int | None = None) -> Array:
    text = _text(node, tag, missing)
    try:
        numbers = np.array(text.split(), float)
    except ValueError:
        numbers = np.array([np.nan])
    if not (np.isfinite(numbers).all() and len(numbers) == (count or len(numbers) or 1)):
        raise ValueError(f"<{tag}> holds {text!r}, expected {count or 'some'} numbers")
    return numbers


def _known(node: Any, tag: str) -> float:
    return np.nan if node.find(tag) is None else _number(node, tag)


def _number(node: Any, tag: str, missing: str = "") -> float:
    return float(_numbers(node, tag, missing, 1)[0])
