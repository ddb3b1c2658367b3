"""Mistakes that need no lesson to be known: units, signs, g, radians, order."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import permutations, product
from typing import TYPE_CHECKING

from hipmech.feedback.reading import family

if TYPE_CHECKING:
    from hipmech.feedback.problem import Problem

GRAVITY = 9.81  # m/s²
_FORCES = ("N", "N·m", "J", "W", "MPa", "N·m/kg")


def usual_mistakes(problem: Problem) -> Iterator[tuple[str, tuple[float, ...]]]:
    """Yield what is said, and the wrong value it is said to; the likelier ones first."""
    right, unit = problem.right, problem.unit
    for factor, message in _factors(problem):
        yield message, tuple(factor * value for value in right)
    if problem.angle is not None:
        function, degrees = problem.angle
        once = math.radians(degrees)
        if not math.isclose(function(once), right[0], rel_tol=1e-6):
            raise ValueError(f"{problem.id}: angle gives {function(once)}, expected is {right[0]}.")
        yield "The angle went in as degrees; it must be in radians.", (function(degrees),)
        yield "The angle was turned into radians twice.", (function(math.radians(once)),)
    if len(right) == 1:
        if unit == "°":
            yield "This is the angle from the other axis.", (90 - right[0],)
            yield "This is the angle from the other axis.", (right[0] - 90,)
        if unit == "%":
            yield "This is the rest, up to 100 %.", (100 - right[0],)
        if unit == "" and right[0]:
            yield "This is upside down: one through the ratio.", (1 / right[0],)
    else:
        yield from _order_and_signs(right)


def _factors(problem: Problem) -> Iterator[tuple[float, str]]:
    """Yield what the right answer is multiplied by in a mistake."""
    unit, given = problem.unit, problem.given
    yield -1.0, "The sign is reversed." if len(problem.right) == 1 else "All signs are reversed."
    asked = f"{unit} is asked for." if unit else "a plain number is asked for."
    for name, size in family(unit).items():
        if name != unit:
            yield 1 / size, f"This is {'in ' + name if name else 'a fraction'}; {asked}"
    if weight := _body_weight(problem):
        if unit == "N":
            yield 1 / weight, f"This is in BW; {asked}"
            yield 100 / weight, f"This is in % BW; {asked}"
        if unit in ("BW", "% BW"):
            size = family(unit)["BW"]
            yield weight / size, f"This is in N; {asked}"
            yield weight / GRAVITY / size, f"This is in kg; {asked}"
    if unit in _FORCES:
        yield 1 / GRAVITY, "This is 9.81 times too small: a mass in kg is no weight in N."
        yield GRAVITY, "This is 9.81 times too large: g came in where it does not belong, or twice."
        if any(name.endswith("_kg") for name in given):
            yield 10 / GRAVITY, "g is 9.81 m/s² here, not 10."
    if any(name.endswith(("_mm", "_cm", "_m")) for name in given):
        for factor in (10, 100, 1000):
            mixed = f"{factor} times too {{}}: are the lengths in different units?"
            yield factor, mixed.format("large")
            yield 1 / factor, mixed.format("small")


def _body_weight(problem: Problem) -> float | None:
    mass = problem.given.get("mass_kg")
    return problem.body_weight or (GRAVITY * mass if mass else None)


def _order_and_signs(right: tuple[float, ...]) -> Iterator[tuple[str, tuple[float, ...]]]:
    for signs in product((1, -1), repeat=len(right)):
        turned = [i for i, sign in enumerate(signs, 1) if sign < 0]
        value = tuple(sign * v for sign, v in zip(signs, right, strict=True))
        if len(turned) == 1:
            yield f"The sign of number {turned[0]} is reversed.", value
        elif 1 < len(turned) < len(right):
            which = " and ".join(map(str, turned))
            yield f"The sizes are right; the signs of numbers {which} are not.", value
    for order in permutations(right):
        if order != right:
            yield "The numbers are right, their order is not.", order
