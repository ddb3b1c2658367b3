"""Problems of lesson 07: lengths, and the energy of the stretched front of the hip."""

from __future__ import annotations

import numpy as np

from hipmech.drawing.style import signed
from hipmech.feedback import asks
from hipmech.gait import load_gait
from hipmech.muscles import MuscleSet
from hipmech.muscles.passive import stored_energy
from hipmech.muscles.stretch import gait_recoil, length_change, stretch_posture


def _delp(*names: str) -> MuscleSet:
    return MuscleSet.load("delp1990").select(names)


@asks("07.0", "prediction")
def _couch():
    both = _delp("psoas", "rect_fem")
    iliopsoas, rectus = length_change(both, **stretch_posture("couch stretch")).change_percent
    return dict(
        statement="The couch stretch: you kneel on one leg, its shin up against a sofa, trunk "
        "upright: hip extended by 15°, knee fully bent. Which hip flexor does it lengthen most?",
        expected="rectus femoris" if rectus > iliopsoas else "iliopsoas",
        also={"psoas": "iliopsoas", "both": "both alike"},
        mistakes={
            "It ends on the femur: it feels the hip's 15° and nothing of the knee.": "iliopsoas",
            "They share the hip's 15°; only one of them also runs over the knee.": "both alike",
        },
        solution=f"The rectus femoris gets {rectus:.0f} % of its best fibre length longer, the "
        f"iliopsoas {iliopsoas:.0f} %.",
    )


@asks("07.1", "one step", flexion_deg=(80, 70, 100, 10))
def _psoas(flexion_deg):
    psoas = _delp("psoas")
    before, after = np.round(1000 * psoas.lengths([0, flexion_deg])[:, 0])
    optimal = 1000 * psoas.optimal_fibre_length[0]
    change = 100 * (after - before) / optimal
    return dict(
        statement=f"The psoas with its tendon is {before:.0f} mm long in standing and "
        f"{after:.0f} mm with the hip flexed by {flexion_deg}°. Its fibres work best at "
        f"{optimal:.0f} mm. How much does it change, in percent of the optimal fibre length? "
        "Longer is positive.",
        expected=change,
        unit="%",
        mistakes={
            "Divided by the whole muscle: the tendon hardly stretches, the fibres do.": (
                100 * (after - before) / before
            ),
            "Divided by what is left of the muscle; the measure is the optimal fibre length.": 100
            * (after - before)
            / after,
        },
        hint="New minus old; then ask which part of the muscle takes the change.",
        solution=f"({after:.0f} − {before:.0f}) / {optimal:.0f} = {signed(change)} %.",
    )


@asks("07.2", "one step", arm_mm=(39, 30, 45, 1), extension_deg=(20, 10, 20, 1))
def _arm(arm_mm, extension_deg):
    longer = arm_mm * np.radians(extension_deg)
    return dict(
        statement=f"The iliopsoas has a flexion arm of {arm_mm} mm. By how many millimetres does "
        f"it lengthen when the hip extends by {extension_deg}°? (Take the arm as constant.)",
        expected=longer,
        unit="mm",
        angle=(lambda turn: arm_mm * turn, extension_deg),
        mistakes={
            "That is the arm itself; times the angle in radians.": arm_mm,
            "That is twice as long: arm times angle, once.": 2 * longer,
        },
        hint="Length = arm × angle, and an angle counts in radians.",
        solution=f"{arm_mm} mm · {np.radians(extension_deg):.3f} = {longer:.1f} mm; with fibres of "
        f"100 mm, {longer:.0f} %.",
    )


@asks("07.3", "two steps", extension_deg=(20, 10, 20, 1), hip_arm_mm=(43, 38, 48, 1))
def _rectus(extension_deg, hip_arm_mm):
    rectus = _delp("rect_fem")
    knee = round(float(1000 * np.diff(rectus.lengths(0, knee_flexion_deg=[0, 120])[:, 0])[0]))
    optimal = round(float(1000 * rectus.optimal_fibre_length[0]))
    hip = hip_arm_mm * np.radians(extension_deg)
    change = 100 * (hip + knee) / optimal
    return dict(
        statement=f"The rectus femoris has an arm of {hip_arm_mm} mm at the hip. Bending the knee "
        f"by 120° lengthens it by {knee} mm. Extend the hip by {extension_deg}° as well: how much "
        f"longer does it get, in percent of its optimal fibre length of {optimal} mm?",
        expected=change,
        unit="%",
        mistakes={
            "The hip is forgotten: that is the knee alone.": 100 * knee / optimal,
            "The knee is forgotten: that is the hip alone.": 100 * hip / optimal,
            "The hip was flexed: extension lengthens a flexor.": 100 * (knee - hip) / optimal,
            "That is the change in millimetres.": hip + knee,
        },
        hint="Two joints, each with arm × angle or a length; add them, then divide.",
        solution=f"Hip {hip:.1f} mm, knee {knee} mm, together {hip + knee:.0f} of {optimal} mm: "
        f"{change:.0f} %. The knee does most of it.",
    )


@asks(
    "07.4", "two steps", start_Nm=(10, 6, 12, 1), end_Nm=(25, 20, 32, 1), turn_deg=(20, 15, 25, 1)
)
def _energy(start_Nm, end_Nm, turn_deg):
    turn = np.radians(turn_deg)
    energy = (start_Nm + end_Nm) / 2 * turn
    return dict(
        statement=f"While a relaxed hip extends by {turn_deg}°, its passive moment rises along a "
        f"straight line from {start_Nm} to {end_Nm} N·m. How much energy does it store?",
        expected=energy,
        unit="J",
        angle=(lambda a: (start_Nm + end_Nm) / 2 * a, turn_deg),
        mistakes={
            "That is the triangle: the moment does not start at zero.": end_Nm * turn / 2,
            "That is the whole rectangle; the line lies below it.": end_Nm * turn,
            "That is only the rise; what was there at the start belongs to the area, too.": (
                (end_Nm - start_Nm) * turn / 2
            ),
            "That is only what was there at the start; the rise belongs to the area, too.": (
                start_Nm * turn
            ),
            "That is the mean moment in N·m; it becomes energy when it turns.": (start_Nm + end_Nm)
            / 2,
        },
        hint="The area under the line, with the angle in radians.",
        solution=f"Mean moment {(start_Nm + end_Nm) / 2:.1f} N·m · {turn:.3f} = {energy:.1f} J. "
        "The real curve sags below the line and stores a little less.",
    )


@asks(
    "07.5", "two steps", speed=["1.2 m/s", "1.5 m/s", "0.9 m/s"], returned_percent=(82, 70, 95, 1)
)
def _share(speed, returned_percent):
    walk = gait_recoil(load_gait("walking", {"1.2": 1.2, "1.5": 1.46, "0.9": 0.92}[speed[:3]]))
    stored, work = round(walk.stored, 2), round(walk.pull_off_work, 2)
    share = returned_percent * stored / work
    return dict(
        statement=f"Walking at {speed}: the front of the hip stores {stored:.2f} J, "
        f"{returned_percent} % of it comes back; swinging the leg forward takes {work:.2f} J. What "
        "share of this could the rubber band pay?",
        expected=share,
        unit="%",
        digits=2,
        mistakes={
            "The loss is forgotten: not all that is stored comes back.": 100 * stored / work,
            "That is the lost part.": (100 - returned_percent) * stored / work,
            "Upside down: the work is the whole.": 100 * work / (returned_percent / 100 * stored),
        },
        hint="First what comes back, then its share of the work.",
        solution=f"{returned_percent / 100:.2f} · {stored:.2f} J = "
        f"{returned_percent / 100 * stored:.2f} J of {work:.2f} J: {share:.0f} %, if one believes "
        "the formula's offset.",
    )


@asks("07.6", "one step")
def _hamstrings():
    biceps = _delp("bifemlh")
    sitting, hinge, lifted = length_change(
        biceps, [90, 90, 45], knee_flexion_deg=[90, 20, 0]
    ).change_percent[:, 0]
    order = {"sitting": sitting, "hip hinge": hinge, "leg lifted to 45°": lifted}
    return dict(
        statement="Sitting (hip 90°, knee 90°), a hip hinge (hip 90°, knee 20°), a straight leg "
        "lifted to 45°: which lengthens the hamstrings most?",
        expected=max(order, key=lambda name: order[name]),
        also={"hinge": "hip hinge"},
        mistakes={
            "The bent knee lets them off again.": "sitting",
            "The knee is straight, but the hip has gone only half the way.": "leg lifted to 45°",
        },
        hint="Hip flexion lengthens them, knee flexion shortens them.",
        solution=f"Sitting {signed(sitting)} %, hinge {signed(hinge)} %, lifted leg "
        f"{signed(lifted)} % of the fibre length.",
    )


@asks("07.7", "design")
def _lunge():
    return dict(
        statement="You want a stretch for the iliopsoas that the rectus femoris does not "
        "stop. What do you choose for the rear leg?",
        expected="hip extended, knee straight",
        mistakes={
            "That is the couch stretch: the rectus femoris ends the motion first.": (
                "hip extended, knee bent"
            ),
            "The iliopsoas does not cross the knee: nothing happens to it.": (
                "hip straight, knee bent"
            ),
            "Flexion shortens both of them.": "hip flexed, knee straight",
        },
        hint="Which joint does only one of the two cross?",
        solution="A straight-knee lunge gives the iliopsoas the same +10 % as a couch stretch, and "
        "the rectus femoris +9 instead of +77 %.",
    )


@asks("07.8", "estimate", far_deg=(20, 16, 24, 2))
def _twice(far_deg):
    half, whole = stored_energy(0, [-far_deg / 2, -far_deg], 20)
    return dict(
        statement=f"How many times as much energy does the front of the hip store at {far_deg}° of "
        f"extension as at {far_deg / 2:.0f}° (knee 20°)? Read both from the explorer.",
        expected=whole / half,
        unit="",
        within=0.07,
        mistakes={
            "That would be a spring without any moment at the start: half k times angle squared.": (
                4.0
            ),
            "That would be a moment that does not rise at all.": 2.0,
        },
        hint="Energy is the area; the moment at the start is not zero, and it rises.",
        solution=f"{whole:.1f} J against {half:.1f} J: {whole / half:.1f} times, between 2 (a "
        "constant moment) and 4 (a spring that starts at zero).",
    )
