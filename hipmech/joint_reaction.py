"""Hip contact force: what the acetabulum presses on the femoral head.

The pelvis acts on the femur through the joint and through the muscles. Newton and Euler give the
sum of both, the intersegmental force; the muscles' share is known once the joint moments have been
shared among them (`hipmech.static_optimization`):

    contact force on the femoral head = intersegmental force − Σ Fᵢ uᵢ

(uᵢ unit vector of muscle i's pull on the femur). A muscle that pulls the femur up into the socket
presses the head against the socket's roof, which presses back down.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from hipmech.checks import by_name, checked, common_shape, flag, of_kind
from hipmech.frames import hip_rotation
from hipmech.frontal_plane import single_leg_stance
from hipmech.gait import GaitCycle
from hipmech.muscles import MuscleSet, some_muscles
from hipmech.muscles.passive import hip_passive_moment
from hipmech.results import Array, Result
from hipmech.static_optimization import LoadSharing, share_least_contact, share_load
from hipmech.subject import GRAVITY, Subject, one_person

GROUPS = {
    "gluteus medius, minimus": (
        "glut_med1", "glut_med2", "glut_med3", "glut_min1", "glut_min2", "glut_min3"),
    "gluteus maximus": ("glut_max1", "glut_max2", "glut_max3"),
    "tensor fasciae latae": ("tfl",),
    "iliopsoas": ("iliacus", "psoas"),
    "rectus femoris, sartorius": ("rect_fem", "sar"),
    "adductors": (
        "pect", "add_long", "add_brev", "add_mag1", "add_mag2", "add_mag3", "grac"),
    "hamstrings": ("semimem", "semiten", "bifemlh"),
    "deep rotators": ("quad_fem", "gem", "peri"),
}  # fmt: skip
"""The 27 units of ``delp1990`` and ``uhlrich2022`` in groups by place; each unit is in one."""

CAPSULE_ARM = 0.025
"""Moment arm of passive tissue about the hip, m, assumed: the capsule lies on the femoral head."""

COSTS: dict[str, dict[str, Any]] = {
    "Σ a": {"power": 1},
    "Σ a²": {"power": 2},
    "Σ a³": {"power": 3},
    "Σ a⁵": {"power": 5},
    "min-max a": {"power": np.inf},
    "Σ force²": {"power": 2, "weights": "force"},
    "Σ volume a²": {"power": 2, "weights": "volume"},
}
"""Recruitment costs by name, as arguments of `share_load` and `gait_contact_force`."""


def hip_contact_force(
    muscle_forces: ArrayLike, lines_of_pull: ArrayLike, intersegmental_force: ArrayLike
) -> Array:
    """Force (..., 3) on the femoral head = intersegmental force − Σ muscle force × line of pull.

    muscle_forces (..., n); lines_of_pull (..., n, 3) unit vectors of the pull on the femur;
    intersegmental_force (..., 3) of the pelvis on the femur. All in one unit of force (N or BW)
    and one set of axes, which are those of the result.

    Standing on one leg: 0.8 BW comes down from above, the abductors pull the femur up with 1.9 BW:

    >>> hip_contact_force([1.9], [[0, 1, 0]], [0, -0.8, 0])
    array([ 0. , -2.7,  0. ])

    Raises ValueError for shapes that do not fit, NaN, and lines of pull that are not unit vectors.
    """
    forces = checked("muscle_forces", muscle_forces, -np.inf)
    lines = checked("lines_of_pull", lines_of_pull, -np.inf)
    net = checked("intersegmental_force", intersegmental_force, -np.inf)
    if lines.ndim < 2 or lines.shape[-1] != 3 or forces.shape[-1:] != lines.shape[-2:-1]:
        raise ValueError(
            "muscle_forces must be (..., n) and lines_of_pull (..., n, 3), got "
            f"{forces.shape} and {lines.shape}."
        )
    if net.shape[-1:] != (3,):
        raise ValueError(f"intersegmental_force must have shape (..., 3), got {net.shape}.")
    common_shape(
        muscle_forces=forces[..., 0],
        lines_of_pull=lines[..., 0, 0],
        intersegmental_force=net[..., 0],
    )
    length = np.sqrt((lines**2).sum(-1))
    if np.abs(length - 1).max() > 1e-3:
        raise ValueError(
            f"lines_of_pull must be unit vectors, got lengths {length.min():g} to {length.max():g}."
        )
    return net - (forces[..., None, :] @ lines)[..., 0, :]


def in_femur_axes(
    force: ArrayLike, flexion_deg: ArrayLike, adduction_deg: ArrayLike, rotation_deg: ArrayLike
) -> Array:
    """Return a force (..., 3) in pelvis axes, turned into the femur's axes (y is along its shaft).

    >>> in_femur_axes([0, -1, 0], 90, 0, 0).round(6)
    array([-1., -0.,  0.])
    """
    vector = checked("force", force, -np.inf)
    if vector.shape[-1:] != (3,):
        raise ValueError(f"force must have shape (..., 3), got {vector.shape}.")
    rotation = hip_rotation(flexion_deg, adduction_deg, rotation_deg)
    common_shape(force=vector[..., 0], flexion_deg=rotation[..., 0, 0])
    return (rotation.swapaxes(-1, -2) @ vector[..., None])[..., 0]


class HipLoad(Result):
    """The hip through a gait cycle: who pulls, and what the joint bears. One row per frame.

    Attributes
    ----------
    cycle : GaitCycle
        The measured gait.
    subject : Subject
        Who walks: mass turns its moments into N·m and its forces into N.
    sharing : LoadSharing
        Activations, forces in N, reserve moments.
    names : (n,) strings
        Of the muscles.
    moment_arms : (101, n, 3) array
        m about flexion, adduction, internal rotation.
    lines_of_pull : (101, n, 3) array
        Unit vectors of the pull on the femur, in pelvis axes.
    moments : (101, 3) array
        N·m asked of the muscles.
    passive_moment : (101,) array
        N·m of flexion taken off them before; with `CAPSULE_ARM` it presses the joint itself.
    contact_bw, contact_femur_bw : (101, 3) array
        Force on the femoral head in pelvis axes (x anterior, y superior, z lateral; minus:
        posterior, inferior, medial), and in femur axes.
    """

    cycle: GaitCycle
    subject: Subject
    sharing: LoadSharing
    names: tuple[str, ...]
    moment_arms: Array
    lines_of_pull: Array
    moments: Array
    passive_moment: Array
    contact_bw: Array
    contact_femur_bw: Array

    @property
    def body_weight(self) -> float:
        """Of the subject, N."""
        return float(self.subject.body_weight)

    @property
    def magnitude_bw(self) -> Array:
        """Size (101,) of the contact force in times body weight."""
        return np.sqrt((self.contact_bw**2).sum(-1))

    @property
    def stance_peaks_bw(self) -> Array:
        """The greatest contact force (2,) in the first and in the second half of stance."""
        return self.cycle.stance_peaks(self.magnitude_bw)

    def group_shares(self, groups: Mapping[str, Sequence[str]]) -> dict[str, Array]:
        """Each group's part (101,) of the contact force, as a fraction along its direction.

        groups: name → muscle names. What is left, gravity, inertia, passive tissue and unnamed
        muscles, comes under "rest"; the fractions add up to 1 and may be negative.
        """
        if not isinstance(groups, Mapping):
            raise TypeError(f"groups must be a dict of muscle names by group, got {groups!r}.")
        unknown = {m for muscles in groups.values() for m in muscles} - set(self.names)
        if unknown:
            raise ValueError(
                f"unknown muscles {', '.join(sorted(unknown))}; expected {', '.join(self.names)}."
            )
        push = -self.sharing.forces[..., None] * self.lines_of_pull / self.body_weight
        along = (push @ self.contact_bw[..., None])[..., 0] / (self.magnitude_bw**2)[..., None]
        shares = {
            name: along[..., [self.names.index(m) for m in muscles]].sum(-1)
            for name, muscles in groups.items()
        }
        return shares | {"rest": 1 - sum(shares.values())}


def gait_contact_force(
    cycle: GaitCycle,
    muscles: MuscleSet,
    subject: Subject | None = None,
    power: float = 2,
    weights: str | ArrayLike = "activation",
    passive: bool = False,
    strength: ArrayLike | Mapping[str, float] = 1.0,
) -> HipLoad:
    """From measured gait to the hip contact force: moments → muscle forces → contact.

    Parameters
    ----------
    cycle : GaitCycle
        The gait, as from `hipmech.gait.load_gait`.
    muscles : MuscleSet
        The muscles, in bones of their own size: `MuscleSet.for_subject` makes them this person's.
    subject : Subject
        One person, by default ``Subject()``: the mass scales moments and forces.
    power, weights
        The cost, see `share_load`; own weights may be labelled by the muscles' names.
    passive : bool
        Whether the sagittal passive moment M of Riener & Edrich is taken off the muscles' task. The
        tissue that gives it pulls the femur up along its shaft with |M| / `CAPSULE_ARM`: with so
        short an arm it presses the joint more than the muscles that it relieves. (Of a flexed hip,
        where stretched hamstrings give the moment with longer arms, that is too much.)
    strength : number, (n,) array, or dict or Series by the muscles' names
        Multiplies the maximum forces, 0 to 5. (``subject.strength`` does not enter here.)

    Examples
    --------
    Walking at 4 km/h: implants measured 2.4 BW in the mean of four patients (Bergmann et al. 2001,
    J Biomech 34:859-871). The model's first peak is a little high, its second, before toe-off,
    almost twice that. Load sharing is not the reason: see `least_contact_force`.

    >>> from hipmech.gait import load_gait
    >>> load = gait_contact_force(load_gait("walking", 4 / 3.6), MuscleSet.load("uhlrich2022"))
    >>> load.stance_peaks_bw.round(2)
    array([2.64, 4.3 ])
    """
    subject = one_person(subject, "gait_contact_force")
    some_muscles(muscles)
    if isinstance(strength, Mapping | Sequence) or getattr(strength, "ndim", False):
        strength = by_name("strength", strength, muscles.names)
    fraction = checked("strength", strength, 0, 5, "of normal strength")
    if not isinstance(weights, str):
        weights = by_name("weights", weights, muscles.names)
    posture = of_kind("cycle", cycle, GaitCycle).posture
    arms, lines = muscles.pulls(**posture)
    moments = subject.mass_kg * cycle.moments_Nm_kg
    given = np.zeros(len(moments))
    if flag("passive", passive):
        given = hip_passive_moment(posture["flexion_deg"], posture["knee_flexion_deg"])
        moments = moments - np.stack([given, 0 * given, 0 * given], axis=-1)
    volume = isinstance(weights, str) and weights == "volume"
    lengths = muscles.optimal_fibre_length if volume else None
    sharing = share_load(arms, muscles.max_force * fraction, moments, power, weights, lengths)
    return _load(cycle, subject, muscles.names, arms, lines, moments, given, sharing)


def least_contact_force(
    cycle: GaitCycle, muscles: MuscleSet, subject: Subject | None = None
) -> HipLoad:
    """Return the smallest hip contact force that any sharing among these muscles can give.

    The same moments as in `gait_contact_force`, met with the least contact force in each frame
    (`hipmech.static_optimization.share_least_contact`): a floor, not a proposal of how people walk.

    Parameters
    ----------
    cycle, muscles, subject
        As in `gait_contact_force`.

    Notes
    -----
    Late in stance the floor already lies far above the 2.4 BW that implants measured at this speed.
    So either their bearers walk differently from these healthy adults (with less of a flexor
    moment), or the paths of the muscles are wrong; these data cannot tell which.

    Examples
    --------
    >>> from hipmech.gait import load_gait
    >>> floor = least_contact_force(load_gait("walking", 4 / 3.6), MuscleSet.load("uhlrich2022"))
    >>> floor.stance_peaks_bw.round(2)
    array([2.49, 3.78])
    """
    subject = one_person(subject, "least_contact_force")
    of_kind("cycle", cycle, GaitCycle)
    arms, lines = some_muscles(muscles).pulls(**cycle.posture)
    moments = subject.mass_kg * cycle.moments_Nm_kg
    net = cycle.intersegmental_force_bw * subject.body_weight
    sharing = share_least_contact(arms, lines, muscles.max_force, moments, net)
    none = np.zeros(len(moments))
    return _load(cycle, subject, muscles.names, arms, lines, moments, none, sharing)


def _load(
    cycle: GaitCycle,
    subject: Subject,
    names: tuple[str, ...],
    arms: Array,
    lines: Array,
    moments: Array,
    passive_moment: Array,
    sharing: LoadSharing,
) -> HipLoad:
    """Contact force of a sharing: muscles, and passive tissue along the femur's shaft."""
    muscle_bw = sharing.forces / subject.body_weight
    shaft = hip_rotation(*cycle.hip_angles_deg.T)[..., 1]
    capsule_bw = np.abs(passive_moment) / CAPSULE_ARM / subject.body_weight
    contact = hip_contact_force(muscle_bw, lines, cycle.intersegmental_force_bw)
    contact = contact - capsule_bw[:, None] * shaft
    return HipLoad(
        cycle=cycle,
        subject=subject,
        sharing=sharing,
        names=names,
        moment_arms=arms,
        lines_of_pull=lines,
        moments=moments,
        passive_moment=passive_moment,
        contact_bw=contact,
        contact_femur_bw=in_femur_axes(contact, *cycle.hip_angles_deg.T),
    )


def lever_contact_force(cycle: GaitCycle, subject: Subject | None = None) -> Array:
    """Level 0: the frontal-plane lever (101, 2) in BW [medial, up], driven by measured gait.

    The ground reaction less the leg's weight comes down on the hip, and one abductor line balances
    the measured abduction moment with the arm and angle it has in standing on one leg. Adducting
    moments (swing) leave it slack; sagittal muscles do not exist here. One `subject` at a time.

    >>> from hipmech.gait import load_gait
    >>> lever = lever_contact_force(load_gait("walking", 1.2))
    >>> print(np.hypot(*lever.T).max().round(1))
    2.5
    """
    subject = one_person(subject, "lever_contact_force")
    of_kind("cycle", cycle, GaitCycle)
    stance = single_leg_stance(subject)
    angle = np.radians(stance.abductor_angle_deg)
    moment = np.maximum(-cycle.moments_Nm_kg[:, 1], 0)
    pull = moment / (stance.abductor_arm * GRAVITY)  # in body weights
    lateral, up = cycle.ground_reaction_bw[:, 2], cycle.ground_reaction_bw[:, 1]
    return np.stack(
        [lateral - pull * np.sin(angle), subject.leg_fraction - up - pull * np.cos(angle)], axis=-1
    )
