"""Problems of lesson 05: moment arms, signs, and actions that turn over."""

from __future__ import annotations

import numpy as np

from hipmech.drawing.style import signed
from hipmech.feedback import asks
from hipmech.frames import POSTURE_RANGE_DEG
from hipmech.muscles import MuscleSet

_SITTING = {"flexion_deg": 90, "knee_flexion_deg": 90}


def _delp(name: str) -> MuscleSet:
    return MuscleSet.load("delp1990").select(name.split())


@asks("05.0", "prediction")
def _piriformis():
    standing, sitting = (
        1000 * _delp("peri").moment_arms(**posture)[0, 2] for posture in ({}, _SITTING)
    )
    return dict(
        statement="You sit upright, hip and knee at 90°. The piriformis runs from the sacrum to "
        "the top of the greater trochanter. Which way does it turn your thigh about its long axis?",
        expected="inward" if sitting > 0 else "outward",
        also={"internal": "inward", "internally": "inward", "external": "outward"},
        mistakes={
            "That is true when you stand. Where does flexion carry the trochanter?": "outward",
            "Then its line would have to meet the thigh's axis: it passes it by 1 to 2 cm.": (
                "neither way"
            ),
        },
        solution=f"Standing it turns outward with an arm of {-standing:.0f} mm, sitting inward "
        f"with {sitting:.0f} mm: flexion has carried its line across the axis.",
    )


@asks("05.1", "one step", force_N=(444, 300, 600, 2), arm_mm=(29, 24, 35, 1))
def _moment(force_N, arm_mm):
    moment = -force_N * arm_mm / 1000
    return dict(
        statement=f"A deep rotator pulls with {force_N} N. Its moment arms: flexion −9 mm, "
        f"adduction −20 mm, internal rotation −{arm_mm} mm. What moment does it make about the "
        "rotation axis (internal positive)?",
        expected=moment,
        unit="N·m",
        mistakes={
            "That is the moment about the adduction axis.": -force_N * 0.020,
            "That is the moment about the flexion axis.": -force_N * 0.009,
            "One axis at a time: the three arms do not add up.": -force_N * (0.029 + arm_mm / 1000),
        },
        hint="One force, three arms, three moments. Which arm belongs to this axis?",
        solution=f"{force_N} N · (−{arm_mm / 1000:.3f} m) = {signed(moment, places=1)} N·m: "
        f"outward. The same pull abducts with {force_N * 0.020:.1f} and extends with "
        f"{force_N * 0.009:.1f} N·m.",
    )


@asks("05.2", "one step")
def _sign():
    return dict(
        statement="You flex the hip and a muscle gets longer. What is its moment arm about the "
        "flexion axis?",
        expected="negative: an extensor",
        also={"negative": "negative: an extensor", "extensor": "negative: an extensor",
              "positive": "positive: a flexor", "flexor": "positive: a flexor",
              "zero": "zero: neither", "neither": "zero: neither"},
        mistakes={
            "A muscle pulls by getting shorter. This one would undo the flexion.": (
                "positive: a flexor"
            ),
            "Then its length would not change at all.": "zero: neither",
        },
        hint="Which motion would let the muscle get shorter?",
        solution="r = −dL/dθ. The length grows with θ, so r is negative: it extends the hip.",
    )  # fmt: skip


@asks("05.3", "one step")
def _sketch():
    flexion, adduction, _ = MuscleSet.load("delp1990").select(["tfl"]).moment_arms()[0]
    return dict(
        statement="Sketch it: seen from the side a muscle's line passes in front of the joint "
        "centre, seen from the front it passes outside of it. What does the muscle do, standing?",
        expected=f"{'flexes' if flexion > 0 else 'extends'} and "
        f"{'adducts' if adduction > 0 else 'abducts'}",
        mistakes={
            "Seen from the side: does the thigh go forward or back when it gets shorter?": (
                "extends and abducts"
            ),
            "Seen from the front: it pulls the thigh out, away from the other leg.": (
                "flexes and adducts"
            ),
            "One view is not enough: each shows the arm about another axis.": "only flexes",
        },
        hint="One sketch for each view. In each: on which side of the joint does the line pass?",
        solution="In front of the flexion axis: it flexes. Outside of the adduction axis: it "
        f"abducts. It is the tensor fasciae latae, with {1000 * flexion:.0f} and "
        f"{-1000 * adduction:.0f} mm.",
    )


@asks("05.4", "two steps", flexion_deg=(30, 20, 60, 5))
def _by_length(flexion_deg):
    biceps = _delp("bifemlh")
    near = [flexion_deg - 1, flexion_deg + 1]
    length = np.round(1000 * biceps.lengths(near)[:, 0], 2)
    arm = -(length[1] - length[0]) / np.radians(2)
    return dict(
        statement=f"The long head of the biceps femoris is {length[0]:.2f} mm long at "
        f"{near[0]}° of hip flexion and {length[1]:.2f} mm at {near[1]}° (knee straight). What "
        f"is its flexion moment arm at {flexion_deg}° (flexion positive)?",
        expected=arm,
        unit="mm",
        digits=2,
        mistakes={
            "That is millimetres per degree: the angle must be in radians.": np.radians(arm),
            "That is the change of length; divide it by the angle.": -np.radians(2) * arm,
            "That is the change of length, with its minus; divide it by the angle.": (
                np.radians(2) * arm
            ),
            "The lengths are two degrees apart, not one.": 2 * arm,
        },
        hint="The difference of the lengths over the difference of the angles in radians, and a "
        "minus.",
        solution=f"In 2° = 0.0349 rad it gets {length[1] - length[0]:.2f} mm longer: "
        f"r = −{length[1] - length[0]:.2f} / 0.0349 = {signed(arm)} mm, an extensor.",
    )


@asks("05.5", "two steps", muscle=["piriformis", "quadratus femoris", "obturator internus"])
def _cross_product(muscle):
    dostal = MuscleSet.load("dostal1981")
    line = dostal.select([dostal.names[dostal.full_names.index(muscle)]])
    o, p = np.round(1000 * line.path_points()[0])
    pull = o - p
    length = np.linalg.norm(pull)
    arms = np.cross(p, pull / length)
    o_text, p_text = ("`[" + ", ".join(f"{x:.0f}" for x in point) + "]`" for point in (o, p))
    return dict(
        statement=f"Dostal's {muscle}, standing, in mm from the joint centre (x forward, y up, "
        f"z outward): from o = {o_text} on the pelvis to p = {p_text} on the femur. What is "
        "its arm about the thigh's long axis, a = `[0, 1, 0]`, internal rotation positive?",
        expected=arms[1],
        unit="mm",
        digits=2,
        mistakes={
            "That is the length of p × u, not its part along a.": float(np.linalg.norm(arms)),
            "The pull is not a unit vector yet: divide by its length.": arms[1] * length,
            "That is the distance to the attachment, not to the line.": float(np.linalg.norm(p)),
            "That is about the flexion axis z, not about y.": arms[2],
        },
        hint="u points from p to o and has length 1. `np.cross(p, u)`, then the part along a.",
        solution=f"|o − p| = {length:.0f} mm, u = (o − p) / {length:.0f}. The middle component of "
        f"p × u is (p_z · o_x − p_x · o_z) / {length:.0f} = {signed(arms[1])} mm: outward.",
    )


@asks("05.6", "estimate", least_mm=(10, 5, 20, 5))
def _clam(least_mm):
    flexion = np.linspace(*POSTURE_RANGE_DEG["flexion_deg"], 1501)
    arms = -1000 * _delp("peri").moment_arms(flexion, knee_flexion_deg=90)[:, 0, 2]
    zero, most = (float(np.interp(-arm, -arms, flexion)) for arm in (0, least_mm))
    return dict(
        statement="An exercise should use the piriformis as an outward rotator, with an arm of "
        f"{least_mm} mm at least. Up to which hip flexion does it help, knee at 90°? Read the "
        "explorer (deep rotators, Delp).",
        expected=most,
        unit="°",
        digits=2,
        within=4 / most,
        mistakes={
            "There its arm is zero already.": zero,
            "You sit there: it turns the other way.": 90.0,
        },
        hint="Third curve: where does the line of the piriformis cross this arm, on the outward "
        "side?",
        solution=f"Its arm falls to {least_mm} mm at {most:.0f}° and to nothing at {zero:.0f}°.",
    )


@asks("05.7", "two steps")
def _minimus():
    names = {"medius": "glut_med1 glut_med2 glut_med3", "minimus": "glut_min1 glut_min2 glut_min3"}
    force, moment = {}, {}
    for muscle, lines in names.items():
        part = _delp(lines)
        force[muscle] = part.max_force.sum()
        moment[muscle] = -float(part.max_force @ part.moment_arms()[:, 1])
    arm = {muscle: 1000 * moment[muscle] / force[muscle] for muscle in names}
    F = {muscle: round(force[muscle]) for muscle in names}
    a = {muscle: round(arm[muscle]) for muscle in names}
    M = {muscle: F[muscle] * a[muscle] / 1000 for muscle in names}
    share = 100 * M["minimus"] / sum(M.values())
    return dict(
        statement=f"In Delp's model the gluteus medius can pull with {F['medius']} N at a mean "
        f"abduction arm of {a['medius']} mm, the gluteus minimus with {F['minimus']} N at "
        f"{a['minimus']} mm. What share of their joint abduction moment is the minimus'?",
        expected=share,
        unit="%",
        digits=2,
        mistakes={
            "That is minimus over medius; the share is of both together.": 100
            * M["minimus"]
            / M["medius"],
            "That is the share of the medius.": 100 - share,
            "That is the share of the arms; the forces count as well.": 100
            * a["minimus"]
            / sum(a.values()),
        },
        hint="Two moments first, then one over the sum.",
        solution=f"{M['minimus']:.0f} N·m of {sum(M.values()):.0f} N·m: {share:.0f} %. Small, and "
        "not idle.",
    )


@asks("05.8", "design")
def _stretch():
    sitting = float(_delp("peri").moment_arms(**_SITTING)[0, 2])
    return dict(
        statement="Your patient lies on the back, hip and knee at 90°. You want to *lengthen* the "
        "piriformis by turning the thigh. Which way do you turn it?",
        expected="outward" if sitting > 0 else "inward",
        also={"externally": "outward", "internally": "inward"},
        mistakes={
            "That lengthens it in standing. What does it do at 90°?": "inward",
            "It has an arm of 15 mm there, so turning changes its length.": "it does not matter",
        },
        hint="A stretch is the opposite of what the muscle does in that posture.",
        solution="At 90° it turns inward, so turning outward lengthens it: that is why the "
        "ankle-over-knee stretch works (lesson 07).",
    )
