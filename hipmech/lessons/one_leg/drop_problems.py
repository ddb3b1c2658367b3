"""Problems of lesson 03: drop, lean, cane and bag, and who is weak."""

from __future__ import annotations

import math

from hipmech.feedback import asks
from hipmech.frontal_plane import balance, single_leg_stance
from hipmech.gait import frontal_peaks
from hipmech.hip_drop import compensating_lean
from hipmech.subject import Subject

_G = 9.81  # m/s²


@asks("03.0", "prediction")
def _drop():
    level, drop = single_leg_stance(Subject(), drop_deg=[0, 10]).hip_contact_bw
    ratio = drop / level
    return dict(
        statement="Someone stands on one leg. The free side of the pelvis sinks by 10°, the trunk "
        "stays upright. What becomes of the hip contact force (2 % do not count)?",
        expected="larger" if ratio > 1.02 else "smaller" if ratio < 0.98 else "about the same",
        mistakes={
            "The abductors lose some arm, but how much? Does the load keep its own?": "larger",
            "The weight comes a little closer, but the abductors lose arm, too.": "smaller",
        },
        solution=f"It changes by {100 * (ratio - 1):.0f} %: the abductors' arm shrinks by 4 %, "
        "the load's by nearly 2 %. The joint feels the trunk, not the pelvis.",
    )


@asks(
    "03.1", "one step", mass_kg=(70, 50, 95, 1), moment_Nm=(55, 45, 75, 1), arm_cm=(39, 35, 44, 1)
)
def _cane(mass_kg, moment_Nm, arm_cm):
    push = 0.1 * _G * mass_kg
    helps = push * arm_cm / 100
    return dict(
        statement=f"A person of {mass_kg} kg puts a tenth of body weight on a cane. It stands on "
        f"the free side, {arm_cm} cm from the stance hip. Without it the abductors must hold "
        f"{moment_Nm} N·m. What is left for them?",
        expected=moment_Nm - helps,
        unit="N·m",
        mistakes={
            "That is the cane in the other hand: there it turns the free side down.": moment_Nm
            + helps,
            "That is the cane's own moment; it is taken off the load's.": helps,
            "That is the moment without the cane.": moment_Nm,
            "The push was taken in kg: g is missing.": moment_Nm - helps / _G,
            "The whole body weight stands on that cane.": moment_Nm - 10 * helps,
        },
        hint="The ground pushes the cane up, on the side where the weight pulls down.",
        solution=f"The push of {push:.0f} N at {arm_cm} cm lifts with {helps:.1f} N·m, so that "
        f"{moment_Nm - helps:.1f} N·m are left.",
    )


_ARMS = {"d_W_cm": (5.7, 5.0, 7.5, 0.1), "d_abd_cm": (4.9, 4.2, 5.4, 0.1)}


@asks("03.2", "two steps", mass_kg=(70, 50, 95, 1), **_ARMS)
def _lean(mass_kg, d_W_cm, d_abd_cm):
    W = _G * mass_kg
    W5 = 0.8 * W
    force = balance([W5], [d_W_cm / 100], d_abd_cm / 100, 10.0).abductor_force
    return dict(
        statement=f"A person of {mass_kg} kg leans until the arm of W₅ = 0.80 W is only d_W = "
        f"{d_W_cm} cm; d_abd = {d_abd_cm} cm. How hard do the abductors pull?",
        expected=force,
        unit="N",
        mistakes={
            "That is the whole W; the stance leg stands.": W * d_W_cm / d_abd_cm,
            "The arms are swapped.": W5 * d_abd_cm / d_W_cm,
            "That is the moment in N·m; divide it by the muscle's arm.": W5 * d_W_cm / 100,
            "That is the hip contact force, if all pull straight down.": force + W5,
        },
        hint="The lean changed an arm, not the rule: moment of the load = moment of the muscle.",
        solution=f"F_abd = 0.80 · {W:.0f} N · {d_W_cm} / {d_abd_cm} = {force:.0f} N.",
        stays=(d_abd_cm / 100, "N·m about the hip"),
    )


@asks("03.3", "one step")
def _hand():
    cane = {
        side: single_leg_stance(Subject(), cane_push_bw=0.1, cane_side=side).hip_contact_bw
        for side in ("contralateral", "ipsilateral")
    }
    return dict(
        statement="The *right* hip hurts. Which hand takes the cane?",
        expected="left" if cane["contralateral"] < cane["ipsilateral"] else "right",
        also={"the left hand": "left", "the right hand": "right"},
        mistakes={
            "There it pushes up outside the hip and turns the free side down.": "right",
            "Does it matter on which side of the hip it pushes up?": "either",
        },
        hint="Which side sinks when the right abductors let go, and where can a push hold it up?",
        solution="Opposite the bad hip, on the long arm: a tenth of body weight gives "
        f"{cane['contralateral']:.2f} BW there and {cane['ipsilateral']:.2f} BW in the same hand. "
        "A bag is the other way round: it belongs on the side of the bad hip.",
    )


@asks("03.4", "one step")
def _sign():
    return dict(
        statement="Sketch a person who stands on the *left* leg while the right side of the pelvis "
        "sinks: a positive Trendelenburg test. Which muscles does it suspect?",
        expected="left abductors",
        also={"left gluteus medius": "left abductors", "right gluteus medius": "right abductors"},
        mistakes={
            "Those hang on the side that nothing holds up from below.": "right abductors",
            "Those would tilt the pelvis further: they pull the same way as the weight.": (
                "left adductors"
            ),
            "That leg hangs free: what can it pull against?": "right adductors",
        },
        hint="Which hip is the fulcrum, and on which side of it does a muscle hold the pelvis?",
        solution="The stance hip is the fulcrum; its own abductors, outside it, hold up the other "
        "side. The side that sinks is not the side that is weak.",
    )


@asks("03.5", "one step", adduction_deg=(7.0, 6.5, 9.5, 0.1), thigh_deg=(5.5, 4.5, 6.0, 0.1))
def _goniometer(adduction_deg, thigh_deg):
    return dict(
        statement=f"A goniometer finds the stance hip adducted by {adduction_deg}°; the thigh "
        f"leans inward by {thigh_deg}° from the vertical. By how much has the free side sunk?",
        expected=adduction_deg - thigh_deg,
        unit="°",
        digits=2,
        mistakes={
            "That is hip adduction: it is drop *and* inclination.": adduction_deg,
            "The thigh's inclination is part of the adduction: take it off.": adduction_deg
            + thigh_deg,
            "That is the inclination.": thigh_deg,
        },
        hint="Adduction is measured from thigh to pelvis. What would it be on a level pelvis?",
        solution=f"Drop = adduction − inclination = {adduction_deg}° − {thigh_deg}° = "
        f"{adduction_deg - thigh_deg:.1f}°. A level pelvis on a leaning thigh is adducted already.",
    )


@asks("03.6", "two steps")
def _who_exceeds():
    brisk = frontal_peaks("walking").iloc[2]
    apart = (5 - brisk.drop_deg) / brisk.drop_sd_deg

    def above(z: float) -> float:
        return 50 * math.erfc(z / math.sqrt(2))

    return dict(
        statement=f"Healthy people who walk at {brisk.speed_m_s:.1f} m/s sink by "
        f"{brisk.drop_deg:.1f} ± {brisk.drop_sd_deg:.1f}° (mean and SD of {brisk.people:.0f}). "
        "If they are distributed normally, how many per cent exceed 5°?",
        expected=above(apart),
        unit="%",
        digits=2,
        within=0.08,
        mistakes={
            "Those stay below 5°.": 100 - above(apart),
            "The mean is below 5°, so nobody? They scatter.": 0.0,
            "That would be so if the mean were 5°.": 50.0,
            "That is the share beyond one SD above the mean; where does 5° lie?": above(1.0),
        },
        hint="How many SD does 5° lie above the mean? `scipy.stats.norm.sf` has the rest.",
        solution=f"z = (5 − {brisk.drop_deg:.1f}) / {brisk.drop_sd_deg:.1f} = {apart:.2f}; above "
        f"it lie {above(apart):.0f} %. A limit that almost half of the healthy exceed is none.",
    )


@asks("03.7", "estimate")
def _how_far():
    weak = Subject(strength=0.25)
    lean = float(compensating_lean(weak, contralateral_load_bw=0.05))
    return dict(
        statement="A quarter of the abductors' normal strength is left, and a bag of 5 % of body "
        "weight hangs from the hand of the free side. How far must this person lean to stand with "
        "a level pelvis? Use the explorer.",
        expected=lean,
        unit="°",
        digits=1,
        within=0.2,
        mistakes={
            "That would do without the bag.": float(compensating_lean(weak)),
            "So much is needed with the bag on the weak side.": float(
                compensating_lean(weak, ipsilateral_load_bw=0.05)
            ),
            "That would do for three quarters: weakness and rest are swapped.": 0.0,
        },
        hint="Strength 25 %, hand load 5 %, then lean until “can hold” is more than “must hold”.",
        solution=f"{lean:.1f}°: there the abductors can just hold what they must.",
    )


_HOLD = {"must_Nm": (55, 50, 75, 1), "can_Nm": (35, 20, 40, 1)}


@asks("03.8", "design", mass_kg=(70, 50, 95, 1), arm_cm=(39, 35, 44, 1), **_HOLD)
def _prescription(mass_kg, arm_cm, must_Nm, can_Nm):
    push = (must_Nm - can_Nm) / (arm_cm / 100)
    share = 100 * push / (_G * mass_kg)
    return dict(
        statement=f"How much cane does a patient need? {mass_kg} kg; the abductors must hold "
        f"{must_Nm} N·m and can hold {can_Nm} N·m; the cane stands {arm_cm} cm from the stance "
        "hip. Give the push in per cent of body weight.",
        expected=share,
        unit="% BW",
        digits=2,
        mistakes={
            "That would hold everything: the muscles can do a part.": share
            * must_Nm
            / (must_Nm - can_Nm),
            "That is what the muscles can do, turned into a push.": share
            * can_Nm
            / (must_Nm - can_Nm),
            "That is the push in N.": push,
        },
        hint="What is missing must be push times arm.",
        solution=f"{must_Nm - can_Nm} N·m / {arm_cm / 100:.2f} m = {push:.0f} N, which is "
        f"{share:.1f} % of body weight. People push up to about 20 %.",
    )
