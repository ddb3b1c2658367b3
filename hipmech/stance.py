"""A person on one leg, seen from the front: where everything is and what it carries."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from hipmech.free_body import free_body
from hipmech.muscles.strength import abductor_strength
from hipmech.results import Result, frozen, stack
from hipmech.subject import (
    HAND_DISTANCE,
    SHOULDER_HEIGHT,
    THIGH_SHARE,
    TRUNK_COM_HEIGHT,
    Numbers,
    Subject,
)


def rotate(x: Numbers, y: Numbers, angle: Numbers) -> tuple[NDArray, NDArray]:
    """Turn [medial, up] by `angle` (rad) so that its upper end moves medially."""
    c, s = np.cos(angle), np.sin(angle)
    return x * c + y * s, y * c - x * s


class Stance(Result):
    """One-leg stance: geometry, loads and the forces that balance them.

    Scalars have the broadcast shape S of all inputs, points (S, 2): m, [medial, up], from the
    stance hip joint centre. Forces are in N; `.._bw` divides by total body weight.
    """

    subject: Subject
    drop_deg: NDArray
    lean_deg: NDArray
    superincumbent_weight: NDArray
    body_weight_arm: NDArray
    contralateral_load: NDArray
    ipsilateral_load: NDArray
    cane_push: NDArray
    cane_x: NDArray
    foot_x: NDArray
    ground_reaction: NDArray
    abduction_moment: NDArray
    abductor_origin: NDArray
    abductor_insertion: NDArray
    abductor_arm: NDArray
    abductor_length: NDArray
    abductor_angle_deg: NDArray
    abductor_force: NDArray
    hip_contact_force: NDArray
    hip_contact_magnitude: NDArray
    hip_contact_angle_deg: NDArray

    def __repr__(self) -> str:
        shape = np.shape(self.abductor_force)
        if shape:
            return f"Stance(shape {shape})"
        return (
            f"Stance(drop {self.drop_deg:.1f}°, lean {self.lean_deg:.1f}°: "
            f"abductors {self.abductor_force_bw:.2f} BW, "
            f"hip contact {self.hip_contact_bw:.2f} BW at {self.hip_contact_angle_deg:.1f}°)"
        )

    @property
    def abductor_force_bw(self) -> NDArray:
        """Abductor force over body weight."""
        return self.abductor_force / self.subject.body_weight

    @property
    def hip_contact_bw(self) -> NDArray:
        """Size of the hip contact force over body weight."""
        return self.hip_contact_magnitude / self.subject.body_weight

    @property
    def demand(self) -> NDArray:
        """Abduction moment needed over the most that the abductors can hold in this posture."""
        return self.abduction_moment / abductor_strength(self.subject, self.hip_adduction_deg)

    @property
    def abductors_slack(self) -> NDArray:
        """True where the loads pass lateral of the hip: adductors would be needed."""
        return np.asarray(self.abductor_force < 0)

    @cached_property
    def femur_inclination_deg(self) -> NDArray:
        """Line from hip to foot, from the vertical; positive when the foot stands medially."""
        return frozen(np.degrees(np.arcsin(self.foot_x / self.subject.leg_length)))

    @property
    def hip_adduction_deg(self) -> NDArray:
        """Femur against pelvis: drop + femur inclination."""
        return self.drop_deg + self.femur_inclination_deg

    def _on_pelvis(self, medial: Numbers, up: Numbers = 0.0) -> NDArray:
        return stack(*rotate(medial, up, np.radians(self.drop_deg)))

    def _on_trunk(self, medial: float, up: float) -> NDArray:
        """Point fixed to the trunk, given in body heights from the pelvis' centre."""
        height = np.asarray(self.subject.height)
        x, y = rotate(medial * height, up * height, -np.radians(self.lean_deg))
        return self.trunk_base + stack(x, y)

    def _on_leg(self, share: float) -> NDArray:
        up = -np.sqrt(np.asarray(self.subject.leg_length) ** 2 - self.foot_x**2)
        return share * stack(self.foot_x, up)

    @cached_property
    def swing_hip(self) -> NDArray:
        """Hip joint centre of the unsupported side."""
        return frozen(self._on_pelvis(np.asarray(self.subject.hip_joint_width)))

    @cached_property
    def pelvis_centre(self) -> NDArray:
        """Midway between the hip joint centres."""
        return frozen(self.swing_hip / 2)

    @cached_property
    def trunk_base(self) -> NDArray:
        """Where the trunk stands on the pelvis: `Subject.trunk_shift` from its centre."""
        shift = self.subject.trunk_shift
        return frozen(self.pelvis_centre - stack(shift, 0.0 * shift))

    @property
    def trunk_com(self) -> NDArray:
        """Centre of mass of head, arms and trunk."""
        return self._on_trunk(0.0, TRUNK_COM_HEIGHT)

    @cached_property
    def shoulder_centre(self) -> NDArray:
        """Midway between the shoulders."""
        return frozen(self._on_trunk(0.0, SHOULDER_HEIGHT))

    @property
    def head_centre(self) -> NDArray:
        """Middle of the head."""
        return self._on_trunk(0.0, SHOULDER_HEIGHT + 0.115)

    def _hand(self, side: float) -> NDArray:
        hang = 0.33 * np.asarray(self.subject.height)
        return self._on_trunk(side * HAND_DISTANCE, SHOULDER_HEIGHT) - stack(0.0 * hang, hang)

    @property
    def contralateral_hand(self) -> NDArray:
        """Hand on the unsupported side."""
        return self._hand(+1.0)

    @property
    def ipsilateral_hand(self) -> NDArray:
        """Hand on the stance side."""
        return self._hand(-1.0)

    @cached_property
    def knee(self) -> NDArray:
        """Knee of the stance leg."""
        return frozen(self._on_leg(THIGH_SHARE))

    @cached_property
    def foot(self) -> NDArray:
        """On the ground."""
        return frozen(self._on_leg(1.0))

    @property
    def contact_from_below(self) -> NDArray:
        """Hip contact force (..., 2) N on the femoral head, found from the stance leg below.

        The other free body: the leg's weight, the ground reaction under the foot and the abductors'
        pull on the trochanter turn it about the same joint. Who stands still gets the same force
        from above and from below.

        >>> from hipmech.frontal_plane import single_leg_stance
        >>> stance = single_leg_stance(Subject(), lean_deg=5)
        >>> bool(np.allclose(stance.contact_from_below, stance.hip_contact_force, atol=1e-9))
        True
        """
        weight = self.subject.leg_fraction * self.subject.body_weight
        nothing = 0.0 * self.ground_reaction
        forces = np.stack([stack(nothing, self.ground_reaction), stack(nothing, -weight)], axis=-2)
        points = np.stack([self.foot, self._on_leg(self.subject.leg_com_fraction)], axis=-2)
        at, origin = self.abductor_insertion, self.abductor_origin
        return free_body(forces, points, at, origin - at).joint_force

    @property
    def swing_leg_com(self) -> NDArray:
        """Centre of mass of the hanging leg."""
        hang = self.subject.leg_com_fraction * np.asarray(self.subject.leg_length)
        return self.swing_hip - stack(0.0 * hang, hang)

    @cached_property
    def cane_tip(self) -> NDArray:
        """Where the cane meets the ground."""
        return frozen(stack(self.cane_x, self.foot[..., 1]))

    @cached_property
    def neck_base(self) -> NDArray:
        """Where the neck axis meets the axis of the stance femur's shaft."""
        neck = self.subject.neck
        turn = -np.radians(self.femur_inclination_deg)
        return frozen(stack(*rotate(-neck[..., 0], -neck[..., 1], turn)))
