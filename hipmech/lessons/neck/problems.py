"""Problems of lesson 08: what is asked, what is right, and the mistakes by name."""

from __future__ import annotations

import math

import numpy as np

from hipmech.contact_stress import contact_stress
from hipmech.exercises import measured_walking_mpa
from hipmech.feedback import asks
from hipmech.femoral_neck import QUADRANTS, NeckSection, daily_stimulus, directed_force, neck_stress
from hipmech.subject import Subject

_SECTION = NeckSection()


@asks("08.0", "prediction")
def _walking():
    mpa = measured_walking_mpa()
    top, front, bottom, back = (abs(round(x)) for x in mpa)
    return dict(
        statement="You walk. Cut the neck of the femur across, halfway between head and "
        "trochanters. On which side is the stress highest, pull or push?",
        expected=QUADRANTS[int(np.abs(mpa).argmax())],
        mistakes={
            "It is pulled, but only half as hard as the opposite side is pushed: there "
            "compression and bending partly cancel.": "superior",
            "The force points mostly down, so the front lies near the line without stress.": (
                "anterior"
            ),
            "It carries more than the front, because the force also points backward, but most of "
            "the bending is downward.": "posterior",
        },
        also={"top": "superior", "front": "anterior", "bottom": "inferior", "back": "posterior"},
        solution=f"Inferior, with {bottom} MPa of compression, against {top} (pull) on top, "
        f"{back} at the back and {front} in front: a beam under the force of ten implants.",
    )


@asks("08.1", "one step", force_N=(2000, 1300, 2600, 50), angle_deg=(28, 22, 42, 1))
def _axial(force_N, angle_deg):
    from_shaft = 180 - 129.2 - angle_deg  # the neck itself makes 129.2° with the shaft
    force = directed_force(force_N, from_shaft, 0)
    axial = float(neck_stress(force, anteversion_deg=0).axial_force)
    across = force_N * math.sin(math.radians(angle_deg))
    return dict(
        statement=f"The contact force is {force_N} N and makes {angle_deg}° with the axis of the "
        "neck. How large is the force N along the neck? Compression counts negative.",
        expected=axial,
        unit="N",
        digits=3,
        angle=(lambda a: -force_N * math.cos(a), angle_deg),
        mistakes={
            "That is the part across the neck; it bends.": -across,
            "That is the whole force; only its part along the neck compresses evenly.": -force_N,
        },
        hint="Project the force on the axis of the neck. It presses the head onto the neck.",
        solution=f"N = −{force_N} N · cos {angle_deg}° = −{-axial:.0f} N. The other part, "
        f"{across:.0f} N, times its distance to the cut, bends.",
    )


_CUT = {"area_mm2": (150, 120, 200, 2), "axial_N": (1600, 1200, 2200, 50),
        "moment_Nm": (18, 12, 20, 0.5), "modulus_cm3": (0.8, 0.6, 1.1, 0.01)}  # fmt: skip


@asks("08.2", "two steps", **_CUT)
def _superior(area_mm2, axial_N, moment_Nm, modulus_cm3):
    press, bend = -axial_N / area_mm2, moment_Nm / modulus_cm3
    return dict(
        statement=f"A cut through the neck has an area A = {area_mm2} mm² and at its top a section "
        f"modulus Z = {modulus_cm3} cm³ (M / Z is the stress of bending there). It carries "
        f"N = −{axial_N} N and a moment M = {moment_Nm} N·m that pulls the top. What is the stress "
        "on the superior side? Tension counts positive.",
        expected=press + bend,
        unit="MPa",
        mistakes={
            "That is the bottom's sign: there bending presses as well.": press - bend,
            "That is the bending alone; N presses everywhere.": bend,
            "That is the compression by N alone.": press,
            "Tension and compression were added by size.": bend - press,
        },
        hint="1 N/mm² is 1 MPa, and 1 N·m / 1 cm³ is 1 MPa. Add both with their signs.",
        solution=f"−{axial_N}/{area_mm2} = −{-press:.1f} MPa everywhere; bending adds "
        f"{moment_Nm}/{modulus_cm3} = {bend:.1f} MPa on top: {press + bend:.1f} MPa.",
    )


@asks("08.3", "one step")
def _fall():
    mpa = neck_stress(directed_force(4 * Subject().body_weight, 80, 12)).quadrants_mpa
    top, _, bottom, _ = (f"{x:+.0f}".replace("-", "−") for x in mpa)
    return dict(
        statement="You fall on your side; the ground pushes the trochanter inward, so the cup "
        "pushes the head outward, across the body. Sketch head, neck and shaft with this force. "
        "Which side of the neck is *pulled*?",
        expected=QUADRANTS[int(mpa.argmax())],
        mistakes={
            "That is walking: then the force is steeper than the neck and bends it downward. Here "
            "it is flatter than the neck.": "superior",
            "The force lies nearly in the frontal plane; front and back get little of it.": (
                "anterior"
            ),
            "The force lies nearly in the frontal plane; the back gets little of it.": "posterior",
        },
        also={"top": "superior", "front": "anterior", "bottom": "inferior", "back": "posterior"},
        hint="The neck rises at about 51° from the shaft. Is the force steeper or flatter?",
        solution="A force flatter than the neck bends it upward: the bottom is pulled, the thin "
        f"top is pressed. With 4 BW (assumed) the beam says {bottom} and {top} MPa.",
    )


_DAY = {"runs": (4000, 2000, 8000, 500), "run_MPa": (30, 24, 36, 1), "jump_MPa": (60, 50, 80, 5)}


@asks("08.4", "two steps", **_DAY)
def _jumps(runs, run_MPa, jump_MPa):
    psi = float(daily_stimulus([runs], [[run_MPa]], 4)[0])
    jumps = (psi / jump_MPa) ** 4
    ratio = run_MPa / jump_MPa
    return dict(
        statement=f"A runner's {runs} loads of {run_MPa} MPa a day (one leg) are to be replaced by "
        f"jumps of {jump_MPa} MPa with the same stimulus; the exponent is m = 4. How many jumps?",
        expected=jumps,
        unit="",
        mistakes={
            "That is m = 1, where only the sum of all stress counts.": runs * ratio,
            "That is m = 2.": runs * ratio**2,
            "That is m = 3.": runs * ratio**3,
            "The ratio is upside down: harder loads need fewer repetitions.": runs / ratio**4,
        },
        hint="Set n₁ σ₁ᵐ = n₂ σ₂ᵐ.",
        solution=f"{runs} · ({run_MPa}/{jump_MPa})⁴ = {jumps:.0f}. With m = 3 it is "
        f"{runs * ratio**3:.0f}, with m = 8 {runs * ratio**8:.0f}: a plan that hangs on such a "
        "number should not pretend to be exact.",
    )


@asks("08.5", "one step", backward_N=(220, 80, 400, 10), offset_mm=(34, 28, 48, 1))
def _torsion(backward_N, offset_mm):
    moment = backward_N * offset_mm / 1000
    return dict(
        statement=f"The head of an implant sits {offset_mm} mm beside the axis of its stem. Of the "
        f"hip contact force, {backward_N} N point straight backward. With which moment do they "
        "twist the stem?",
        expected=moment,
        unit="N·m",
        mistakes={
            "Force and arm were divided.": backward_N / (offset_mm / 1000),
            "The diameter is no arm: the offset is already the distance to the axis.": 2 * moment,
        },
        hint="Force times its perpendicular distance to the stem's axis.",
        solution=f"{backward_N} N · {offset_mm / 1000} m = {moment:.1f} N·m. In the ten implants "
        "of lesson 02 it is 1 to 11 N·m in walking.",
    )


@asks("08.6", "design", times=(2, 1.5, 3, 0.25))
def _scale(times):
    factor = times ** (1 / 3)
    percent = 100 * (factor - 1)
    return dict(
        statement=f"A training plan makes the bending moment in the neck {times:g} times as large. "
        "By how many percent must every length of the cut (width, height, walls) grow so that the "
        "stress of bending stays the same?",
        expected=percent,
        unit="%",
        digits=2,
        mistakes={
            "That is the section modulus; a length enters it with its third power.": 100
            * (times - 1),
            "That is the area's law; bending asks for the section modulus, a length cubed.": 100
            * (math.sqrt(times) - 1),
            "That is the second moment I, a length to the fourth; but the surface moves out too, "
            "and stress is M / Z with Z = I / distance.": 100 * (times**0.25 - 1),
            "That is the size it grows to; the question is by how much.": 100 * factor,
        },
        hint="Stress of bending is M / Z. How does Z grow when every length grows by a factor k?",
        solution=f"Z grows as k³, so k = {times:g}^(1/3) = {factor:.2f}: {percent:.0f} %. Little "
        "bone in the right place does much; bone is not added that evenly, though.",
    )


@asks("08.7", "estimate", edge_deg=(18, 14, 24, 1))
def _cover(edge_deg):
    force, angle = 2.5 * Subject().body_weight, 10.0
    usual, shallow = (float(contact_stress(force, angle, e).peak) for e in (32.0, edge_deg))
    return dict(
        statement="The cup's rim stands 32° to the side of the vertical through the head; in a "
        f"shallow cup it is {edge_deg}°. The force is the same, 10° from the vertical. By what "
        "factor does the highest stress on the joint surface grow?",
        expected=shallow / usual,
        unit="",
        digits=2,
        within=0.1,
        mistakes={
            "The ratio of the angles leaves out what the rest of the cup carries.": 32 / edge_deg,
            "Less cover means more stress: it grows.": usual / shallow,
            "The force is the same, but less surface carries it.": 1.0,
        },
        hint="Try “shallow cup” in the list of hips, and read the stress on the cup.",
        solution=f"{usual / 1e6:.1f} MPa become {shallow / 1e6:.1f} MPa: × {shallow / usual:.1f}. "
        "Another model found a mean of 2.4 MPa in normal hips and 5.5 MPa in those with a shallow "
        "(dysplastic) cup (Goetz 2021).",
    )
