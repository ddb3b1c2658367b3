"""Problems of lesson 04: what is asked, what is right, and the mistakes by name."""

from __future__ import annotations

from hipmech.feedback import asks
from hipmech.gait import load_gait
from hipmech.joint_reaction import gait_contact_force
from hipmech.muscles import MuscleSet
from hipmech.tables import load_table

_G = 9.81  # m/s²


@asks("04.0", "prediction")
def _jogging():
    table = load_table("hip_contact_force_published_peaks")
    peaks = table[table.kind == "in vivo"].set_index("activity").peak_bw
    walk, jog = peaks["walking 5 km/h"], peaks["jogging"]
    return dict(
        statement="A man with a force sensor in his hip walks at 5 km/h, and then jogs. "
        "How many times as large does the peak of his hip contact force R become?",
        expected=jog / walk,
        digits=2,
        within=0.1,
        mistakes={
            "Twice is 550 over 280, the numbers of the text; but this man's 280 % were measured "
            "at 1 km/h, not at 5.": jog / peaks["walking 1 km/h"],
            "The ground pushes twice as hard when we jog, but R late in a fast step is the hip "
            "flexors', and they work hard in walking, too.": 2.4,
            "It does grow, though less than most people think.": 1.0,
        },
        solution=f"{walk:.1f} BW at 5 km/h and about {jog:.1f} BW jogging (Bergmann 1993, one "
        f"man): {jog / walk:.2f} times. In very fast walking he carried as much as in jogging.",
    )


@asks("04.1", "two steps", mass_kg=(65, 45, 95, 1), moment_Nm_kg=(1.8, 1.4, 2.0, 0.05),
      arm_mm=(45, 40, 60, 1))  # fmt: skip
def _abductors(mass_kg, moment_Nm_kg, arm_mm):
    moment = moment_Nm_kg * mass_kg
    force = 1000 * moment / arm_mm
    return dict(
        statement=f"A runner of {mass_kg} kg needs an abduction moment of {moment_Nm_kg} N·m "
        f"**per kg** in mid-stance; the abductors' arm is {arm_mm} mm. How hard do they pull?",
        expected=force,
        unit="N",
        mistakes={
            "The moment is per kilogram: multiply by the mass first.": force / mass_kg,
            "That is the moment in N·m; divide it by the arm.": moment,
            "Moment times arm; a short arm must make the force larger.": moment * arm_mm / 1000,
            "The weight went in; a moment per kg wants the mass.": force * _G,
        },
        hint="First the whole moment in N·m, then force = moment / arm, the arm in metres.",
        solution=f"{moment_Nm_kg} · {mass_kg} = {moment:.0f} N·m; over {arm_mm / 1000} m that is "
        f"{force:.0f} N, {force / mass_kg / _G:.1f} BW.",
        stays=(arm_mm / 1000, "N·m about the hip"),
    )


@asks("04.2", "two steps", stance_percent=(36, 28, 42, 1), stride_time_s=(0.75, 0.64, 0.78, 0.01))
def _flight(stance_percent, stride_time_s):
    once = (50 - stance_percent) / 100 * stride_time_s
    return dict(
        statement=f"A jogger's stride takes {stride_time_s} s; each foot is on the ground for "
        f"{stance_percent} % of it, never both. How long does *one* flight last?",
        expected=once,
        unit="s",
        mistakes={
            "A stride has two flights, one after each foot.": 2 * once,
            "That is one foot's time on the ground.": stance_percent / 100 * stride_time_s,
            "That is the swing of one leg; the other foot is down for a part of it.": (
                (100 - stance_percent) / 100 * stride_time_s
            ),
        },
        hint="How much of the stride has no foot on the ground? And in how many pieces?",
        solution=f"100 − 2 · {stance_percent} = {100 - 2 * stance_percent} % of the stride, in two "
        f"flights: {50 - stance_percent} % of {stride_time_s} s = {once:.3f} s. A walker's sum is "
        "negative: then both feet are down.",
    )


@asks("04.3", "one step")
def _flexors_press():
    load = gait_contact_force(load_gait("walking", 1.2), MuscleSet.load("uhlrich2022"))
    back = -load.contact_bw[48, 0]
    return dict(
        statement="Sketch it from the side: late in a step (48 %) the iliopsoas and the rectus "
        "femoris pull the thigh forward and up into the socket. Which way does the socket press "
        "the head of the femur?",
        expected="down and backward" if back > 0.5 else "straight down",
        also={"back and down": "down and backward", "backward": "down and backward"},
        mistakes={
            "That is the way the muscles pull; the socket pushes the other way.": "up and forward",
            "Then nobody would hold against the forward pull.": "straight down",
            "The muscles pull forward already: who pushes back?": "down and forward",
        },
        hint="Action and reaction: draw the pull on the thigh, and then what stops it.",
        solution=f"Down and backward: in the model with {back:.1f} BW backward at 48 % of a walk. "
        "No picture from the front can show it.",
    )


@asks("04.4", "one step")
def _sign():
    return dict(
        statement="A laboratory prints an *external adduction* moment of 0.8 N·m/kg: the ground "
        "turns the thigh toward the midline. In `hipmech` moments are *internal*, what the muscles "
        "give, and adduction is positive. Which sign has the adduction moment, and who gives it?",
        expected="negative, abductors",
        also={
            f"{sign} {who}": f"{sign}, {who}"
            for sign in ("negative", "positive")
            for who in ("abductors", "adductors")
        },
        mistakes={
            "The right muscles; but what they do is the opposite of adduction.": (
                "positive, abductors"
            ),
            "They would turn the thigh the way the ground does already.": "positive, adductors",
            "The right sign; but which muscles turn the thigh outward?": "negative, adductors",
        },
        hint="Which muscles balance the ground, and what is their action called?",
        solution="Abductors balance it: an internal abduction moment of 0.8, which is an adduction "
        "moment of −0.8 N·m/kg. External adduction, internal abduction and negative internal "
        "adduction are one and the same.",
    )


@asks("04.5", "estimate", stance_percent=(36, 28, 42, 1))
def _mean_push(stance_percent):
    mean = 100 / (2 * stance_percent)
    return dict(
        statement="Over a stride the ground must carry exactly the body's weight. A runner's feet "
        f"are each on the ground for {stance_percent} % of it. How large is the *mean* ground "
        "reaction while a foot is down?",
        expected=mean,
        unit="BW",
        digits=2,
        within=0.05,
        mistakes={
            "There are two feet: each carries half of the stride's weight.": 2 * mean,
            "That is the mean over the whole stride.": 1.0,
            "Share of time, not its inverse: less time needs more force.": 2 * stance_percent / 100,
        },
        hint="Mean force × time on the ground, for two feet, is weight × the whole time.",
        solution=f"2 · {stance_percent} % · N = 100 % · W, so N = {mean:.2f} BW on the mean; the "
        "peak is two thirds higher. A shorter stance must push harder: that is why the "
        "jogger's hip is loaded more.",
    )


@asks("04.6", "design", most_BW=(2.2, 1.8, 2.6, 0.1), arm_mm=(48, 40, 60, 1))
def _spare_the_hip(most_BW, arm_mm):
    rest = 1.0 - 0.2
    moment = (most_BW - rest) * arm_mm / 1000 * _G
    return dict(
        statement=f"After an operation the hip shall carry no more than {most_BW} BW in "
        "mid-stance. The ground pushes with 1.0 BW, the stance leg weighs 0.2 BW, the abductors "
        f"pull nearly straight up at an arm of {arm_mm} mm. How large may the abduction moment "
        "per kg be?",
        expected=moment,
        unit="N·m/kg",
        digits=2,
        mistakes={
            "The load is forgotten: N − W_leg presses as well.": most_BW * arm_mm * _G / 1000,
            "The leg's weight counts against the ground, not with it.": (
                (most_BW - 1.2) * arm_mm / 1000 * _G
            ),
            "The leg is forgotten: it hangs below the joint.": (
                (most_BW - 1.0) * arm_mm / 1000 * _G
            ),
            "That is per newton of weight: multiply by g.": (most_BW - rest) * arm_mm / 1000,
        },
        hint="R = F_abd + N − W_leg. What is left for F_abd, in BW? Then moment per kg = F d g.",
        solution=f"F_abd = {most_BW} − 0.8 = {most_BW - rest:.1f} BW; times {arm_mm / 1000} m and "
        f"9.81 m/s²: {moment:.2f} N·m/kg. Healthy walkers need 0.8: see lesson 03 for the cane.",
    )
