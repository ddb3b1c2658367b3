"""Problems of lesson 06: what is asked, what is right, and the mistakes by name."""

from __future__ import annotations

from functools import cache

import numpy as np

from hipmech.feedback import asks
from hipmech.joint_reaction import hip_contact_force
from hipmech.muscles import MuscleSet
from hipmech.static_optimization import share_load
from hipmech.tug_of_war import TugOfWar, tug_of_war

_WEAK = "gluteus medius, minimus"
_AT = 15  # % of the cycle


@cache
def _walk(strength: float = 1.0) -> TugOfWar:
    return tug_of_war("walking", 1.2, weak_group=_WEAK, strength=strength)


@asks("06.0", "prediction")
def _weak():
    strong, weak = (_walk(s).load.magnitude_bw[_AT] for s in (1.0, 0.35))
    ratio = weak / strong
    return dict(
        statement="Gluteus medius and minimus have 35 % of their strength left, and the person "
        "still walks exactly as before. What becomes of the hip contact force on that leg while "
        "it carries alone (15 % of the cycle)?",
        expected="larger" if ratio > 1.1 else "smaller" if ratio < 0.9 else "about the same",
        mistakes={
            "The weak muscles pull less, but others more, and their opponents, too.": "smaller",
            "The helpers also pull where nobody needs it; opponents must hold.": "about the same",
        },
        solution=f"Larger: {weak:.1f} instead of {strong:.1f} BW in this model. How much larger is "
        "less sure than that.",
    )


@asks("06.1", "one step", psoas_N=(900, 600, 1200, 50), semimembranosus_N=(600, 400, 900, 50))
def _net(psoas_N, semimembranosus_N):
    pair = MuscleSet.load("delp1990").select(["psoas", "semimem"])
    flex, extend = pair.moment_arms()[:, 0].round(3)
    net = psoas_N * flex + semimembranosus_N * extend
    return dict(
        statement=f"Flexion is positive. The psoas pulls with {psoas_N} N at an arm of "
        f"{flex:+.3f} m, the semimembranosus with {semimembranosus_N} N at {extend:+.3f} m. What "
        "is their net moment about the flexion axis?".replace("-", "−"),
        expected=net,
        unit="N·m",
        mistakes={
            "The sizes were added; opponents have opposite signs.": (
                psoas_N * flex - semimembranosus_N * extend
            ),
            "The forces were subtracted and one arm used for both.": (
                (psoas_N - semimembranosus_N) * flex
            ),
            "That is the psoas alone; the other team pulls as well.": psoas_N * flex,
            "That is the semimembranosus alone.": semimembranosus_N * extend,
        },
        hint="Sum of force times arm; the sign sits in the arm.",
        solution=f"{psoas_N} · {flex:.3f} − {semimembranosus_N} · {-extend:.3f} = {net:.1f} N·m. "
        "The psoas has the shorter arm: arms count as much as forces.",
    )


@asks("06.2", "two steps", strong_N=(1500, 1200, 1800, 100), small_N=(500, 400, 700, 50),
      needed_Nm=(40, 30, 50, 1))  # fmt: skip
def _cheapest(strong_N, small_N, needed_Nm):
    arms, force = np.array([0.04, 0.06]), np.array([strong_N, small_N])
    axes = np.column_stack([0 * arms, -arms, 0 * arms])
    shared = share_load(axes, force, [0, -needed_Nm, 0])
    able = arms * force
    activation = shared.activations[1]
    return dict(
        statement=f"Two abductors share {needed_Nm} N·m: one of {strong_N} N at 4 cm and a small "
        f"one of {small_N} N at 6 cm. What is the *activation* (0 to 1) of the small one when "
        "Σ a² is least?",
        expected=activation,
        mistakes={
            "Both are equally active here: that is min-max, not Σ a².": needed_Nm / able.sum(),
            "Only the arms counted; the strength does, too.": (needed_Nm * arms[1] / (arms @ able)),
            "That is the other one.": shared.activations[0],
            "That is its force in N; divide by its maximum.": shared.forces[1],
        },
        hint="a = λ r F with the same λ for both; find λ from Σ r F a = M.",
        solution=f"r F is {able[0]:.0f} and {able[1]:.0f} N·m, so λ = {needed_Nm} / "
        f"({able[0]:.0f}² + {able[1]:.0f}²) and a = {shared.activations[0]:.3f} and "
        f"{activation:.3f}.",
    )


@asks("06.3", "two steps")
def _contact():
    load = _walk().load
    net = load.cycle.intersegmental_force_bw[_AT].round(2)
    pull = (load.sharing.forces[_AT] / load.body_weight @ load.lines_of_pull[_AT]).round(2)
    size = np.linalg.norm(pull)
    words = [", ".join(f"{x:.2f}" for x in v).replace("-", "−") for v in (net, pull)]
    contact = hip_contact_force([size], [pull / size], net)
    return dict(
        statement="At 15 % of a walk the pelvis acts on the thigh with P = "
        f"({words[0]}) BW (forward, up, outward), the intersegmental force: joint *and* muscles. "
        f"The muscles pull the thigh with S = ({words[1]}) BW. What is the force of the socket on "
        "the head?",
        expected=contact,
        unit="BW",
        mistakes={
            "P is forgotten: the body still rests on the hip.": -pull,
            "The muscles were added. They pull the thigh in; the socket presses back.": net + pull,
            "That is P alone, a hip without muscles.": net,
        },
        hint="P is all that the pelvis does to the thigh. Which part of it is the joint's?",
        solution="P = joint + muscles, so joint = P − S = ("
        + ", ".join(f"{x:.2f}" for x in contact).replace("-", "−")
        + ") BW. The muscles' part is the larger one.",
    )


@asks("06.4", "one step")
def _takes_over():
    strong, half = _walk(), _walk(0.5)
    gain = (strong.moments_Nm - half.moments_Nm)[_AT, :, 1]
    best = half.groups[gain.argmax()]
    return dict(
        statement="Gluteus medius and minimus keep half of their strength. Which group adds most "
        "*abduction moment* at 15 % of a walk?",
        expected=best,
        mistakes={
            "Its upper fibres abduct, but they add only half as much.": "gluteus maximus",
            "They pull the other way.": "adductors",
            "Short abduction arm, and its flexion must be held.": "rectus femoris, sartorius",
            "They add force to hold against flexion, and adduct.": "hamstrings",
            "It flexes; about this axis it has hardly an arm.": "iliopsoas",
        },
        also={"tfl": "tensor fasciae latae"},
        hint="Which of them lies on the outside, far from the axis, with strength to spare?",
        solution=f"The {best}: {gain.max():.1f} N·m more. It flexes as well, so that hamstrings "
        "and gluteus maximus pull harder against it, and the joint carries both.",
    )


@asks("06.5", "two steps", moment_Nm=(18, 10, 30, 1))
def _bracing(moment_Nm):
    flexors, extensors = moment_Nm / 0.04, moment_Nm / 0.05
    return dict(
        statement=f"Someone braces the hip: flexors (arm 4 cm) and extensors (arm 5 cm) each add "
        f"{moment_Nm} N·m against each other. How much harder do both together press on "
        "the joint, if their lines are parallel?",
        expected=flexors + extensors,
        unit="N",
        mistakes={
            "Moments cancel, forces do not: both press the head into the socket.": 0.0,
            "The forces were subtracted; both pull the thigh to the pelvis.": flexors - extensors,
            "That is one of the two teams.": flexors,
            "That is the other one.": extensors,
        },
        hint="Force = moment / arm for each team. Then think of the post, not of the rope.",
        solution=f"{moment_Nm} / 0.04 + {moment_Nm} / 0.05 = {flexors + extensors:.0f} N, for no "
        "net moment at all. The model never braces; people in pain do, and then the true force is "
        "higher than the model's.",
    )


@asks("06.6", "design", moment_Nm=(10, 6, 14, 0.5))
def _detour(moment_Nm):
    tensor = moment_Nm / 0.06
    hamstrings = tensor * 0.04 / 0.05
    medius = moment_Nm / 0.05
    return dict(
        statement=f"Whom would you train? {moment_Nm} N·m of abduction are missing. The gluteus "
        "medius would give them at an arm of 5 cm. The tensor fasciae latae has 6 cm, but it also "
        "flexes with 4 cm, and the hamstrings (5 cm) must hold against that. How much *more* do "
        "the two press the joint than the gluteus medius alone, if all lines are parallel?",
        expected=tensor + hamstrings - medius,
        unit="N",
        mistakes={
            "The hamstrings are forgotten: the flexion must be held.": tensor - medius,
            "That is the whole price of the detour; take the gluteus medius off.": (
                tensor + hamstrings
            ),
            "That is the price of the gluteus medius.": medius,
            "The hamstrings press, too: their pull is added.": tensor - hamstrings - medius,
        },
        hint="Force of the tensor from its abduction arm; its flexion moment; the hamstrings' "
        "force from that.",
        solution=f"Tensor {tensor:.0f} N, which flexes with {tensor * 0.04:.1f} N·m; hamstrings "
        f"{hamstrings:.0f} N; together {tensor + hamstrings:.0f} N against {medius:.0f} N. The "
        "longer arm does not pay when its side effect must be paid for.",
    )
