"""Problems of lesson 09: what is asked, what is right, and the mistakes by name."""

from __future__ import annotations

import math

from hipmech.exercises import SECTIONS, exercise_loads
from hipmech.feedback import asks
from hipmech.planner import WALKING_LOADS, plan_week, suggest
from hipmech.subject import Subject

_G = 9.81  # m/s²


@asks("09.0", "prediction")
def _gap():
    loads = exercise_loads()
    named = [(n,) for n in loads.represented if loads.named_by[loads.index(n)]]
    week = plan_week(named, running_km=20)
    percent = dict(zip(SECTIONS, (100 * week.section_share).round(), strict=True))
    return dict(
        statement="The popular texts name twenty exercises and stretches: hinge, bridge, step-ups, "
        "squats, lunge, clam, banded abduction, banded march, balancing, rolling. Which section of "
        "the hip is never asked for a fifth of its strength?",
        expected=week.section_gaps[0],
        mistakes={
            f"The banded march asks {percent['anterior']:.0f} % of the flexors.": "anterior",
            f"Split squat, bridge and hinge ask up to {percent['posterior']:.0f} % of the "
            "extensors.": "posterior",
            "Every exercise on one leg works there, and jogging asks "
            f"{percent['lateral']:.0f} % of it.": "lateral",
        },
        also={"adductors": "medial", "inside": "medial", "front": "anterior", "back": "posterior"},
        solution=f"Medial, the adductors: at most {percent['medial']:.0f} % of their strength, "
        "and that is jogging.",
    )


_LEG = {"mass_kg": (70, 50, 95, 1), "raised_deg": (25, 15, 35, 1)}


@asks("09.1", "one step", **_LEG)
def _side_lying(mass_kg, raised_deg):
    weight, angle = 0.199 * mass_kg * _G, math.radians(raised_deg)
    moment = weight * 0.33 * math.cos(angle)
    return dict(
        statement=f"A person of {mass_kg} kg lies on the side and holds the upper, straight leg "
        f"{raised_deg}° above the horizontal. The leg weighs 0.199 W, its centre is 33 cm from "
        "the hip. Which moment do the abductors give?",
        expected=moment,
        unit="N·m",
        digits=3,
        angle=(lambda a: weight * 0.33 * math.cos(a), raised_deg),
        mistakes={
            "That is the horizontal leg: raised, its centre lies closer to the hip, seen from "
            "above.": weight * 0.33,
            "That is the sine: the arm is the horizontal distance.": weight
            * 0.33
            * math.sin(angle),
            "That is the arm of the foot; the weight acts at the leg's centre.": weight
            * 0.905
            * math.cos(angle),
        },
        hint="Weight times horizontal distance from the hip.",
        solution=f"{weight:.0f} N · 0.33 m · cos {raised_deg}° = {moment:.1f} N·m. Standing on one "
        "leg asks 55 N·m of a man of 70 kg; the clam, with its bent knee, less than both.",
    )


@asks("09.2", "one step")
def _hinge():
    return dict(
        statement="Hip hinge: sketch a person bending forward with the hips pushed back, and the "
        "ground reaction from foot to trunk. It passes in front of the hip. Which section must "
        "work to hold the trunk?",
        expected="posterior",
        mistakes={
            "The front pulls the trunk further down; the ground reaction does that already.": (
                "anterior"
            ),
            "Seen from the front, the feet stand under the hips: little is asked inside.": "medial",
            "Both feet share the load, so little is asked outside.": "lateral",
        },
        also={
            "back": "posterior",
            "extensors": "posterior",
            "glutes": "posterior",
            "front": "anterior",
        },
        hint="Which way does a force in front of the joint turn the thigh against the pelvis?",
        solution="A push in front of the hip flexes it, so the extensors hold: posterior. That is "
        "what “initiate the movement from the hip” does: it moves the hip away from the force.",
    )


@asks("09.3", "two steps", mass_kg=(80, 50, 95, 1), heel_cm=(44, 34, 46, 1))
def _bridge(mass_kg, heel_cm):
    push = 0.46 * mass_kg * _G * heel_cm / 100
    leg, strength = 0.45 * mass_kg, 2.3 * mass_kg
    share = 100 * (push - leg) / strength
    return dict(
        statement=f"Bridge on one leg, {mass_kg} kg: the heel carries 0.46 W, {heel_cm} cm beyond "
        f"the hip. The leg's own weight takes {leg:.0f} N·m off. In this posture the extensors can "
        f"hold {strength:.0f} N·m. How many percent of their strength are asked?",
        expected=share,
        unit="%",
        digits=2,
        mistakes={
            "The leg's weight is not taken off.": 100 * push / strength,
            "The leg's weight helps: it pushes the heel down.": 100 * (push + leg) / strength,
            "The whole W was put on the heel; the shoulders carry the rest.": 100
            * (push / 0.46 - leg)
            / strength,
        },
        hint="First the moment about the hip: push times distance, less the leg's weight.",
        solution=f"0.46 · {mass_kg * _G:.0f} N · {heel_cm / 100:.2f} m = {push:.0f} N·m, less "
        f"{leg:.0f}: {push - leg:.0f} N·m, {share:.0f} % of {strength:.0f}. On two legs it is "
        "a third of that.",
    )


@asks("09.4", "one step", band_N=(30, 20, 60, 5), below_cm=(90, 80, 95, 1))
def _band(band_N, below_cm):
    moment = band_N * below_cm / 100
    return dict(
        statement=f"A band with {band_N} N joins both ankles, {below_cm} cm below the hips. You "
        "stand on one leg and hold the other out. By how much does the band raise the abduction "
        "moment of the *standing* hip?",
        expected=moment,
        unit="N·m",
        mistakes={
            "A band pulls at both of its ends: the standing leg is drawn in as well, and its "
            "abductors resist.": 0.0,
            "Each leg gets the whole force of the band, not half.": moment / 2,
            "Each leg gets the band's force once.": 2 * moment,
        },
        hint="A band pulls at both of its ends.",
        solution=f"{band_N} N · {below_cm / 100} m = {moment:.1f} N·m, beside the 55 N·m of "
        "standing on one leg: the leg that stands still works more than the leg that moves.",
    )


@asks("09.5", "two steps", walking_MPa=(25, 22, 30, 1), squat_MPa=(45, 38, 60, 1))
def _squats(walking_MPa, squat_MPa):
    walks, ratio = 7 * WALKING_LOADS, (walking_MPa / squat_MPa) ** 4
    squats = walks * (1.1**4 - 1) * ratio
    return dict(
        statement=f"The neck's underside feels {walking_MPa} MPa at each of {walks:.0f} walking "
        f"loads a week, and {squat_MPa} MPa at each split squat. How many squats a week raise the "
        "stimulus ψ = (Σ n σ⁴)^(1/4) by 10 %, out of the lazy zone?",
        expected=squats,
        unit="",
        digits=2,
        mistakes={
            "ψ shall rise by 10 %, so the sum rises by 46 %, not by 10 %.": walks * 0.1 * ratio,
            "That is m = 1.": walks * 0.1 * walking_MPa / squat_MPa,
            "That would double the sum, not raise ψ by 10 %.": walks * ratio,
        },
        hint="n_w σ_w⁴ + n σ_s⁴ = 1.1⁴ n_w σ_w⁴.",
        solution=f"{walks:.0f} · (1.1⁴ − 1) · ({walking_MPa}/{squat_MPa})⁴ = {squats:.0f}, "
        f"{squats / 7:.0f} a day. Nikander's weightlifters say that even this may not count "
        "(lesson 08).",
    )


@asks("09.6", "design")
def _add_one():
    loads = exercise_loads()
    named = [(n,) for n in loads.represented if loads.named_by[loads.index(n)]]
    found = suggest(plan_week(named, running_km=20), most=9)
    fits = tuple(map(str, found[found.gap == "medial"].exercise))
    percent = {n: 100 * loads.section_share[loads.index(n)][2] for n in fits}
    told = ", ".join(f"{name} {value:.0f} %" for name, value in percent.items())
    return dict(
        statement="Design: add *one* exercise to all those of the popular texts, so that no "
        "section of the hip is left out.",
        expected=fits,
        mistakes={
            "The roller presses the adductors; nothing pulls at the bone.": "foam roll adductors",
            "The clam works on the outside.": "clam",
            "The thrust works at the back, and so does the bridge already.": "barbell hip thrust",
            "That lifts the upper leg: the outside works.": "side-lying hip abduction",
        },
        hint="Which exercise pulls or presses the leg inward against a load?",
        solution=f"Share of the adductors' strength: {told}. In EMG, ball and Copenhagen "
        "adduction reached 108 % of a maximal contraction of the adductor longus, lifting the leg "
        "64 % (Serner 2014).",
    )


@asks("09.7", "estimate", mass_kg=(70, 50, 95, 1), moment_Nm=(52, 45, 80, 1))
def _two_centimetres(mass_kg, moment_Nm):
    change = 0.02 * mass_kg * _G
    weight = Subject(mass_kg=mass_kg).body_weight
    return dict(
        statement=f"In the model's squat on one leg, {mass_kg} kg, the extensors hold {moment_Nm} "
        "N·m. How far in front of the hip the foot's push passes is known to ± 2 cm at best. By "
        "± how many percent is the moment uncertain?",
        expected=100 * change / moment_Nm,
        unit="%",
        digits=2,
        within=0.1,
        mistakes={
            "The foot carries all of W, not half.": 50 * change / moment_Nm,
            "That is the change in N·m; compare it with the moment.": change,
            "That is both ways together; the question is each way.": 200 * change / moment_Nm,
        },
        hint="How many N·m are W times 2 cm?",
        solution=f"{weight:.0f} N · 0.02 m = {change:.0f} N·m, "
        f"{100 * change / moment_Nm:.0f} % of {moment_Nm}. Trust the section, not the digits.",
    )
