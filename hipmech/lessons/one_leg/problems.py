"""Problems of lesson 02: what is asked, what is right, and the mistakes by name."""

from __future__ import annotations

import math

from hipmech.feedback import asks
from hipmech.frontal_plane import balance, single_leg_stance
from hipmech.lessons.one_leg import drop_problems  # noqa: F401 (enters lesson 03)
from hipmech.published import predict_patients
from hipmech.subject import Subject

_G = 9.81  # m/s²


@asks("02.0", "prediction")
def _one_leg():
    measured = predict_patients().query("model == 'hipmech' and activity == 'one_leg_stance'")
    mean, spread = measured.measured_bw.mean(), measured.measured_bw.std()
    return dict(
        statement="A person of 70 kg stands still on one leg. With what force does the pelvis "
        "press on the head of the femur, in multiples of body weight (BW)?",
        expected=mean,
        unit="BW",
        digits=2,
        within=0.2,
        mistakes={
            "That is the body's weight: it leaves out the muscle that keeps the pelvis level.": 1.0,
            "That is one hip of a person on two legs, or less.": 0.5,
            "That is near the muscle's pull alone; the joint carries muscle and load.": 1.65,
        },
        solution=f"Measured in ten people: {mean:.2f} ± {spread:.2f} BW.",
    )


@asks("02.1", "one step", mass_kg=(60, 45, 85, 1))
def _superincumbent(mass_kg):
    woman = Subject(mass_kg=mass_kg, sex="female")
    leg, both, man = woman.leg_fraction, 1 - woman.trunk_fraction, Subject().leg_fraction
    weight = _G * mass_kg
    return dict(
        statement=f"A woman of {mass_kg} kg stands on one leg. One leg of a woman is "
        f'{100 * leg:.1f} % of body mass (`Subject(sex="female").leg_fraction`), one of a man '
        f"{100 * man:.1f} %. How large is W₅, the weight that turns her pelvis?",
        expected=single_leg_stance(woman).superincumbent_weight,
        unit="N",
        mistakes={
            "That is the whole W; the stance leg stands on the ground.": weight,
            "Both legs are taken off; the free leg hangs on the pelvis.": (1 - both) * weight,
            "That is the weight of the leg.": leg * weight,
            "That is a man's leg taken off a woman.": (1 - man) * weight,
        },
        hint="Ask of each part: does it reach the ground without going through the stance hip?",
        solution="Only the stance leg reaches the ground without the hip: "
        f"W₅ = (1 − {leg:.3f}) · {mass_kg} kg · 9.81 m/s² = {(1 - leg) * weight:.0f} N.",
    )


_ARMS = {"d_W_cm": (11.0, 9.5, 12.0, 0.1), "d_abd_cm": (4.5, 4.0, 6.0, 0.1)}


@asks("02.2", "two steps", mass_kg=(70, 50, 95, 1), **_ARMS)
def _abductor_force(mass_kg, d_W_cm, d_abd_cm):
    W = _G * mass_kg
    W5 = 5 / 6 * W
    force = balance([W5], [d_W_cm / 100], d_abd_cm / 100, 27.0).abductor_force
    return dict(
        statement=f"A man of {mass_kg} kg has a broad pelvis: W₅ = 5/6 W at d_W = {d_W_cm} cm; "
        f"the abductors' arm is d_abd = {d_abd_cm} cm. How hard do the abductors pull?",
        expected=force,
        unit="N",
        mistakes={
            "That is the whole W instead of W₅: the stance leg stands.": W * d_W_cm / d_abd_cm,
            "The arms are swapped: the muscle has the short one.": W5 * d_abd_cm / d_W_cm,
            "That is the load itself; equal forces would need equal arms.": W5,
            "That is the moment in N·m; divide it by the muscle's arm.": W5 * d_W_cm / 100,
        },
        hint="Moments about the joint centre: force times perpendicular distance, on both sides.",
        solution=f"W₅ = 5/6 · {W:.0f} N = {W5:.0f} N.\nF_abd d_abd = W₅ d_W, so "
        f"F_abd = {W5:.0f} N · {d_W_cm} / {d_abd_cm} = {force:.0f} N.",
        stays=(d_abd_cm / 100, "N·m about the hip"),
    )


_PULL = {"W5_N": (570, 450, 750, 10), "F_N": (1400, 1000, 1700, 50)}


@asks("02.3", "two steps", **_PULL, theta_deg=(27, 22, 32, 1))
def _contact_force(W5_N, F_N, theta_deg):
    theta = math.radians(theta_deg)
    across, along = F_N * math.sin(theta), F_N * math.cos(theta)
    contact = math.hypot(across, W5_N + along)
    return dict(
        statement=f"The load W₅ = {W5_N} N presses straight down; the abductors pull with "
        f"F_abd = {F_N} N, {theta_deg}° from the vertical. How large is the hip contact force R?",
        expected=contact,
        unit="N",
        digits=3,
        angle=(lambda a: math.hypot(F_N * math.sin(a), W5_N + F_N * math.cos(a)), theta_deg),
        mistakes={
            "Sizes were added; the two arrows are not parallel.": F_N + W5_N,
            "Only the vertical part: the abductors also press sideways.": W5_N + along,
            "Sine and cosine are swapped: the angle is from the vertical.": math.hypot(
                along, W5_N + across
            ),
            "That is the muscle alone; the joint carries the load as well.": F_N,
            "The load was taken off: muscle and load both press.": F_N - W5_N,
            "The two stand at no right angle.": math.hypot(F_N, W5_N),
        },
        hint="Split F_abd into a vertical and a horizontal part; add the load to the vertical one; "
        "Pythagoras. `np.sin` wants radians.",
        solution=f"Down: {W5_N} + {F_N} · cos {theta_deg}° = {W5_N + along:.0f} N; "
        f"sideways: {F_N} · sin {theta_deg}° = {across:.0f} N; together {contact:.0f} N.",
    )


@asks("02.4", "one step", distance_cm=(8.6, 7.0, 9.5, 0.1), angle_deg=(26, 20, 35, 1))
def _moment_arm(distance_cm, angle_deg):
    angle = math.radians(angle_deg)
    arm = distance_cm * math.sin(angle)
    return dict(
        statement=f"The abductors attach {distance_cm} cm from the joint centre (a problem of "
        f"Özkaya and Nordin); their line of pull makes {angle_deg}° with the line from the "
        "joint to the attachment. How long is their moment arm?",
        expected=arm,
        unit="cm",
        angle=(lambda a: distance_cm * math.sin(a), angle_deg),
        mistakes={
            "That is the distance to the attachment, not to the line of pull.": distance_cm,
            "That is the part along the line: cosine instead of sine.": distance_cm
            * math.cos(angle),
            "That is the tangent: the longest side is given.": distance_cm * math.tan(angle),
        },
        hint="Draw it, and drop a perpendicular from the joint centre on the line of pull.",
        solution=f"{distance_cm} cm · sin {angle_deg}° = {arm:.2f} cm, less than half.",
    )


@asks("02.5", "one step")
def _coxa_valga():
    varus, normal, valgus = single_leg_stance(
        Subject(neck_shaft_angle_deg=[115.0, 129.2, 145.0])
    ).hip_contact_bw
    return dict(
        statement="Coxa valga: the neck stands more upright. What becomes of the hip contact force "
        "in one-leg stance?",
        expected="it grows" if valgus > normal else "it shrinks",
        also={"larger": "it grows", "smaller": "it shrinks", "more": "it grows"},
        mistakes={
            "The upright neck brings the trochanter closer to the joint: which arm is that?": (
                "it shrinks"
            ),
            "The weight is the same, but is the muscle's arm?": "it stays",
        },
        hint="Where does the trochanter go, and what arm does that change?",
        solution="Less offset, less arm, more force: neck-shaft angles of 115°, 129° and 145° give "
        f"{varus:.2f}, {normal:.2f} and {valgus:.2f} BW. Coxa vara is not simply better: it bends "
        "the neck harder.",
    )


@asks("02.6", "design", d_W_cm=(10.0, 9.0, 11.0, 0.1), d_abd_cm=(4.5, 4.0, 5.5, 0.1))
def _offset(d_W_cm, d_abd_cm):
    ratio = 1 + d_W_cm / d_abd_cm
    needed = d_W_cm / (0.9 * ratio - 1)
    more = 10 * (needed - d_abd_cm)
    muscle_only = 10 * d_abd_cm * (1 / 0.9 - 1)
    return dict(
        statement=f"What would the surgeon change? Arms d_W = {d_W_cm} cm and d_abd = {d_abd_cm} "
        "cm, the line of pull vertical, so that R = F_abd + W₅. By how many millimetres must d_abd "
        "grow for R to fall by a tenth?",
        expected=more,
        unit="mm",
        digits=2,
        mistakes={
            "That takes a tenth off the muscle only; the load stays as it was.": muscle_only,
            "That is the new arm, not what is added.": 10 * needed,
            "A tenth more arm takes a tenth off F, not off R.": d_abd_cm,
        },
        hint="Write R / W₅ with the two arms, before and after.",
        solution=f"R / W₅ = 1 + d_W / d_abd = {ratio:.2f}; it shall be {0.9 * ratio:.2f}.\nSo "
        f"d_abd = {d_W_cm} cm / {0.9 * ratio - 1:.2f} = {needed:.2f} cm: {more:.1f} mm more.",
    )


@asks("02.7", "one step")
def _direction():
    across, up = single_leg_stance(Subject()).hip_contact_force
    down_out = f"{'up' if up > 0 else 'down'} and {'inward' if across > 0 else 'outward'}"
    return dict(
        statement="Sketch the femoral head of the stance leg and the force of the pelvis on it. "
        "Which way does that arrow point?",
        expected=down_out,
        also={
            "down and lateral": "down and outward",
            "down and medial": "down and inward",
            "outward and down": "down and outward",
            "inward and down": "down and inward",
        },
        mistakes={
            "That is the force of the head *on the pelvis*, the opposite one.": "up and inward",
            "Down is right. To which side do the abductors press?": "down and inward",
            "The pelvis rests on the head: can it pull it up?": "up and outward",
        },
        hint="The load presses down. The abductors pull the pelvis down and outward, to the "
        "trochanter.",
        solution=f"R = W₅ + F_abd as arrows: {abs(up):.0f} N down and {abs(across):.0f} N outward.",
    )
