"""Problems of lesson 01: what is asked, what is right, and the mistakes by name."""

from __future__ import annotations

import numpy as np

from hipmech.feedback import asks
from hipmech.gait import load_gait
from hipmech.landmarks import (
    ct_pelves,
    distances_from_hip_joint_centre,
    hip_joint_centre,
    hip_joint_centre_errors,
)


def _harrington(width_mm, depth_mm):
    return 1000 * hip_joint_centre("harrington", width_mm / 1000, depth_mm / 1000)


@asks("01.0", "prediction")
def _how_far_back():
    pelves = ct_pelves()
    share = -100 * pelves.x / pelves.pelvic_depth
    return dict(
        statement="Seen from the side, the pelvis reaches from the front spines (ASIS) to the back "
        "spines (PSIS). How far behind the ASIS does the hip joint lie, in percent of that depth?",
        expected=share.mean(),
        unit="%",
        digits=2,
        within=0.2,
        mistakes={
            "That is (nearly) the middle. The joint lies in the front third.": 50.0,
            "That would be behind the middle; you may be thinking of the buttock.": 70.0,
            "That is right below the ASIS; it lies a little further back.": 10.0,
        },
        solution=f"Ten people by CT: {share.mean():.0f} %, from {share.min():.0f} to "
        f"{share.max():.0f} %.",
    )


@asks("01.1", "one step", width_mm=(240, 215, 270, 1), depth_mm=(160, 130, 175, 1))
def _by_hand(width_mm, depth_mm):
    x, y, z = _harrington(width_mm, depth_mm)
    return dict(
        statement=f"ASIS width {width_mm} mm, pelvic depth {depth_mm} mm. Where does Harrington's "
        "equation put the **right** hip joint centre? Give x (forward), y (up) and z (right) from "
        "the middle between both ASIS, in a list: [x, y, z].",
        expected=[x, y, z],
        unit="mm",
        mistakes={
            "Width and depth are swapped: only front to back goes with the depth.": [
                -0.24 * width_mm - 9.9, -0.30 * depth_mm - 10.9, 0.33 * depth_mm + 7.3
            ],
            "The constants (9.9, 10.9 and 7.3 mm) are missing.": [
                -0.24 * depth_mm, -0.30 * width_mm, 0.33 * width_mm
            ],
            "The constants have the wrong sign: they lead the same way as the slopes.": [
                -0.24 * depth_mm + 9.9, -0.30 * width_mm + 10.9, 0.33 * width_mm - 7.3
            ],
            "That is the left hip: z points to the right.": [x, y, -z],
            "Behind and below are negative.": [-x, -y, z],
        },
        hint="The joint lies behind and below the ASIS line: which two numbers are negative?",
        solution=f"x = −0.24 · {depth_mm} − 9.9 = −{-x:.1f}; y = −0.30 · {width_mm} − 10.9 = "
        f"−{-y:.1f}; z = 0.33 · {width_mm} + 7.3 = {z:.1f} mm.",
    )  # fmt: skip


@asks("01.2", "two steps", width_mm=(240, 215, 270, 1), depth_mm=(150, 130, 175, 1))
def _share(width_mm, depth_mm):
    behind = -_harrington(width_mm, depth_mm)[0]
    return dict(
        statement=f"By Harrington's equation, a pelvis {width_mm} mm wide and {depth_mm} mm deep: "
        "how far behind the ASIS does the joint lie, in percent of the depth?",
        expected=100 * behind / depth_mm,
        unit="%",
        mistakes={
            "That is counted from the back.": 100 * (1 - behind / depth_mm),
            "The 9.9 mm were forgotten.": 24.0,
            "That is a share of the width, not of the depth.": 100 * behind / width_mm,
            "That is in mm; divide by the depth.": behind,
        },
        hint="First the distance in mm, then divide by the whole depth.",
        solution=f"{behind:.1f} mm of {depth_mm} mm: {100 * behind / depth_mm:.1f} %.",
    )


@asks("01.3", "one step", patient=["H5L", "H1L", "H3L", "H9L"])
def _miss(patient):
    miss = hip_joint_centre_errors().query("method == 'davis' and patient == @patient").iloc[0]
    parts = np.array([miss.anterior_mm, miss.up_mm, miss.lateral_mm]).round(1)
    distance = float(np.sqrt((parts**2).sum()))
    return dict(
        statement=f"Davis' estimate for patient {patient} lies {parts[0]:+.1f} mm forward, "
        f"{parts[1]:+.1f} mm up and {parts[2]:+.1f} mm out of the true joint. How far is that?",
        expected=distance,
        unit="mm",
        mistakes={
            "The parts were added; they stand at right angles.": np.abs(parts).sum(),
            "That is what you see from the front: one part is missing.": np.hypot(*parts[1:]),
            "That is what you see from the side: one part is missing.": np.hypot(*parts[:2]),
            "Take the square root.": distance**2,
        },
        hint="Pythagoras, with one part more than on paper.",
        solution="√({:.1f}² + {:.1f}² + {:.1f}²)".format(*np.abs(parts))
        + f" = {distance:.1f} mm. One view alone always shows the miss too small.",
    )


@asks("01.4", "two steps", tips_mm=(270, 250, 300, 1))
def _width(tips_mm):
    rows = distances_from_hip_joint_centre().query("landmark == 'greater trochanter'")
    out = round(float(rows.lateral_mm.mean()))
    return dict(
        statement=f"A calliper reads {tips_mm} mm from trochanter to trochanter (bone, no fat). "
        f"Each tip lies {out} mm outside its joint. How far apart are the two hip joint centres?",
        expected=tips_mm - 2 * out,
        unit="mm",
        mistakes={
            "That takes the trochanters for the joints.": tips_mm,
            "There are two trochanters: only one side was taken off.": tips_mm - out,
            "The joints lie inside the trochanters, not outside.": tips_mm + 2 * out,
            "That is half of it, from the middle to one joint.": tips_mm / 2 - out,
        },
        hint="Which side of the trochanter is the joint on, and how many trochanters are there?",
        solution=f"{tips_mm} − 2 · {out} = {tips_mm - 2 * out} mm.",
    )


@asks("01.5", "estimate", error_mm=(10, 6, 16, 1))
def _fingers(error_mm):
    moved = 0.33 * 2 * error_mm
    return dict(
        statement=f"You felt both ASIS {error_mm} mm too far out. About how far out does "
        "Harrington's joint centre move?",
        expected=moved,
        unit="mm",
        digits=2,
        within=0.1,
        mistakes={
            "The centre follows a third of the width, not all of it.": 2 * error_mm,
            "The constant does not change; only the slope acts on a difference.": moved + 7.3,
            "Both sides: the width is wrong by twice that.": moved / 2,
        },
        hint="By how much is the width wrong, and which number of the equation multiplies it?",
        solution=f"0.33 · {2 * error_mm} mm = {moved:.1f} mm. It also sinks by "
        f"{0.30 * 2 * error_mm:.1f} mm: careful fingers are worth as much as a good equation.",
    )


@asks("01.6", "two steps", mass_kg=(70, 50, 95, 1), shift_mm=(30, 10, 40, 1))
def _moment(mass_kg, shift_mm):
    extra = mass_kg * 9.81 * shift_mm / 1000
    largest = mass_kg * load_gait("walking", speed=1.2).moments_Nm_kg[:, 0].max()
    return dict(
        statement="Walking, the ground pushes up with about one body weight. A person of "
        f"{mass_kg} kg; the joint centre is put {shift_mm} mm too far back. By how much is the "
        "flexion moment about it wrong?",
        expected=extra,
        unit="N·m",
        mistakes={
            "That is the force; times the arm.": mass_kg * 9.81,
        },
        hint="Moment = force times arm, and the arm is wrong by the shift.",
        solution=f"{mass_kg} · 9.81 N · {shift_mm / 1000} m = {extra:.1f} N·m; the largest flexion "
        f"moment of such a walk is {largest:.0f} N·m.",
    )


@asks("01.7", "design")
def _which_method():
    names = {"harrington": "Harrington", "bell": "Bell", "davis": "Davis"}
    table = hip_joint_centre_errors().groupby("method").distance_mm.mean()[list(names)].round()
    best = names[table.idxmin()]
    return dict(
        statement="You have a tape measure and a calliper, and no scanner. By whose equation do "
        "you place the joint centre of an adult?",
        expected=best,
        mistakes={
            f"It misses the ten people's joints by {table[key]:.0f} mm on average.": name
            for key, name in names.items()
            if name != best
        },
        hint="Look at the picture of the ten people: whose dots lie lowest?",
        solution="; ".join(f"{names[key]} {table[key]:.0f} mm" for key in names)
        + " from the true centre, on average of ten people.",
    )
