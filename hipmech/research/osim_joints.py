"""Joints of an OpenSim model, and the functions by which they move."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from scipy.interpolate import make_interp_spline

from hipmech.research.osim_xml import first, last, number, numbers, text
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


def read_joints(root: Any, bones: set[str]) -> Iterator[tuple[str, Joint]]:
    """Yield the bones that a joint carries, each with its joint."""
    for node in root.iter():
        if not node.tag.endswith("Joint") or node.find("socket_child_frame") is None:
            continue
        frames = {}
        for frame in node.iter("PhysicalOffsetFrame"):
            turn = rotation(numbers(frame, "orientation", "0 0 0", 3))
            place = turn, numbers(frame, "translation", "0 0 0", 3)
            frames[frame.get("name")] = last(text(frame, "socket_parent")), place
        ends = []
        for end in ("parent", "child"):
            name = last(text(node, f"socket_{end}_frame"))
            ends.append(frames.get(name, (name, (np.eye(3), np.zeros(3)))))
        (parent, before), (child, after) = ends
        if child in bones:
            yield child, Joint(parent, before, after, tuple(_axes(node, child)))


def _axes(node: Any, child: str) -> Iterator[tuple[bool, Array, str, Function]]:
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
        used = text(axis, "coordinates").split()
        if len(used) > 1:
            raise ValueError(
                f"the joint of {child} has an axis that moves with {' and '.join(used)}."
            )
        moves = read_function(functions[0]) if functions else _same
        turns = axis.get("name").startswith("rotation")
        yield turns, numbers(axis, "axis", "", 3), used[0] if used else "", moves


def read_function(node: Any) -> Function:
    """Return a function of OpenSim as one of arrays."""
    if node.tag == "MultiplierFunction":
        return partial(_scaled, number(node, "scale", "1"), read_function(first(node, "function")))
    if node.tag == "Constant":
        return partial(np.polyval, [number(node, "value", "0")])
    if node.tag in ("LinearFunction", "PolynomialFunction"):
        return partial(np.polyval, numbers(node, "coefficients"))
    if node.tag not in ("SimmSpline", "NaturalCubicSpline", "PiecewiseLinearFunction"):
        raise ValueError(f"function {node.tag} is not known")
    x, y = numbers(node, "x"), numbers(node, "y")
    if node.tag == "PiecewiseLinearFunction" or len(x) < 4:
        return make_interp_spline(x, y, k=1)
    if node.tag == "NaturalCubicSpline":
        return make_interp_spline(x, y, k=3, bc_type="natural")
    ends = (slice(4), slice(-4, None))  # Forsythe, Malcolm & Moler 1977, as in SIMM
    third = [[(3, 6 * np.polyfit(x[end] - x[end][0], y[end], 3)[0])] for end in ends]
    return make_interp_spline(x, y, bc_type=tuple(third))


def transform(joint: Joint, q: Mapping[str, Array]) -> tuple[Array, Array]:
    """Return axes (N, 3, 3) and origin (N, 3) of the child bone in the parent's axes."""
    count = len(next(iter(q.values())))
    turn, shift = np.tile(np.eye(3), (count, 1, 1)), np.zeros((count, 3))
    for turns, axis, coordinate, function in joint.axes:
        value = np.broadcast_to(
            function(q[coordinate] if coordinate else np.zeros(count)), (count,)
        )
        if turns:
            turn = turn @ about(axis, value)
        else:
            shift = shift + value[:, None] * axis
    (before, place), (after, offset) = joint.before, joint.after
    turn = before @ turn @ after.T
    return turn, place + shift @ before.T - turn @ offset


def rotation(angles: Array) -> Array:
    """Return the rotation matrix (3, 3) of body-fixed turns x, y, z in rad, as of a frame."""
    x, y, z = (about(axis, angle) for axis, angle in zip(np.eye(3), angles, strict=True))
    return x @ y @ z


def about(axis: Array, angle: Array) -> Array:
    """Return the rotation matrices (..., 3, 3) about one axis (3,) by angles (...) in rad."""
    x, y, z = axis / np.linalg.norm(axis)
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    angle = np.asarray(angle)[..., None, None]
    return np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * (cross @ cross)


def turned(rotation: Array, vector: Array) -> Array:
    """Turn vectors (..., 3) by rotations (..., 3, 3)."""
    return (rotation @ vector[..., None])[..., 0]


def _same(q: Array) -> Array:
    return q


def _scaled(scale: float, function: Function, q: Array) -> Array:
    return scale * function(q)
