"""The person: mass, hip geometry and abductor strength, with defaults from published means."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from hipmech.checks import RANGES, checked, chosen, common_shape, of_kind
from hipmech.results import Result
from hipmech.tables import load_table

Numbers = float | NDArray
GRAVITY = 9.81  # m/s²

# Assumed proportions of body height, for drawing and for how far a lean carries the trunk.
TRUNK_COM_HEIGHT = 0.19  # centre of mass of head, arms and trunk above the hip line
SHOULDER_HEIGHT = 0.29  # shoulder line above the hip line
HAND_DISTANCE = 0.15  # hanging hand from the trunk's midline
LEG_LENGTH = 0.52  # hip joint centre to the ground
THIGH_SHARE = 0.49  # of leg length
NUMBERS = (
    "mass_kg",
    "height",
    "hip_joint_width",
    "neck_length",
    "neck_shaft_angle_deg",
    "strength",
)


@cache
def _segments(sex: str) -> dict[str, tuple[float, float]]:
    """De Leva's mass and centre-of-mass fractions by segment."""
    table = load_table("deleva1996_segments").query("sex == @sex").set_index("segment")
    return {
        name: (float(row.mass_fraction), float(row.com_fraction)) for name, row in table.iterrows()
    }


@cache
def _normal_moment_Nm_kg(sex: str) -> float:
    return float(load_table("hip_strength").set_index("sex").mean_Nm_kg[sex])


class Subject(Result):
    """A person standing on the right leg. Any number may be an array; all of them broadcast.

    Parameters
    ----------
    mass_kg : body mass.
    height : body height, m.
    sex : "male" or "female": selects segment masses (de Leva 1996, J Biomech 29:1223) and normal
        strength (Sugimoto 2014, Clin J Sport Med 24:422).
    hip_joint_width : between the hip joint centres, m. Default: mean of ten CT pelves
        (Bergmann 2016; Fischer 2021).
    neck_length : head centre to the shaft axis along the neck, m.
    neck_shaft_angle_deg : 129.2 is the mean of 375 femora (Toogood 2009, CORR 467:876); smaller is
        coxa vara, larger coxa valga. With the default neck the femoral offset is 43.4 mm
        (men: 42.7 to 44.4 mm, Han 2014, Int J Morphol 32:1194).
    strength : fraction of the normal maximum abductor moment.

    Raises
    ------
    ValueError
        For a value that no adult has (`hipmech.checks.RANGES`), naming the range and the likely
        slip of unit.

    Examples
    --------
    >>> Subject().femoral_offset.round(4)
    np.float64(0.0434)
    >>> Subject(hip_joint_width=172)
    Traceback (most recent call last):
    ValueError: hip_joint_width must be 0.1 to 0.3 m, got 172; this looks like millimetres.
    """

    mass_kg: Numbers = 70.0
    height: Numbers = 1.74
    sex: str = "male"
    hip_joint_width: Numbers = 0.172
    neck_length: Numbers = 0.056
    neck_shaft_angle_deg: Numbers = 129.2
    strength: Numbers = 1.0

    def __post_init__(self) -> None:
        chosen("sex", self.sex, ("male", "female"))
        for name in NUMBERS:
            object.__setattr__(self, name, checked(name, getattr(self, name)))
        common_shape(**{name: getattr(self, name) for name in NUMBERS})
        super().__post_init__()

    @property
    def body_weight(self) -> NDArray:
        """W = m g, N."""
        return np.asarray(self.mass_kg) * GRAVITY

    @property
    def leg_fraction(self) -> float:
        """Mass of one leg over body mass (de Leva 1996).

        >>> round(Subject().leg_fraction, 4), round(Subject(sex="female").leg_fraction, 4)
        (0.1986, 0.2088)
        """
        return sum(_segments(self.sex)[s][0] for s in ("Thigh", "Shank", "Foot"))

    @property
    def trunk_fraction(self) -> float:
        """Mass of head, arms and trunk over body mass: what two legs leave."""
        return 1.0 - 2.0 * self.leg_fraction

    @property
    def leg_com_fraction(self) -> float:
        """Leg's centre of mass: distance from the hip over leg length, straight leg."""
        (thigh, thigh_com), (shank, shank_com) = (
            _segments(self.sex)[s] for s in ("Thigh", "Shank")
        )
        foot = _segments(self.sex)["Foot"][0]
        shank_at = THIGH_SHARE + shank_com * (1.0 - THIGH_SHARE)
        return (thigh * thigh_com * THIGH_SHARE + shank * shank_at + foot) / self.leg_fraction

    @property
    def leg_length(self) -> NDArray:
        """Hip joint centre to the ground, m."""
        return LEG_LENGTH * np.asarray(self.height)

    @property
    def neck(self) -> NDArray:
        """Head centre as seen from the neck base on the shaft axis, (..., 2) m [medial, up]."""
        angle = np.radians(self.neck_shaft_angle_deg)
        return np.stack(
            np.broadcast_arrays(
                self.neck_length * np.sin(angle), -self.neck_length * np.cos(angle)
            ),
            axis=-1,
        )

    @property
    def femoral_offset(self) -> NDArray:
        """Head centre to the shaft axis: neck length × sin(neck-shaft angle), m."""
        return self.neck[..., 0]

    def with_femoral_offset(self, femoral_offset: Numbers) -> Subject:
        """Return the same person with this femoral offset (m), the neck-shaft angle kept.

        >>> Subject().with_femoral_offset(0.050).femoral_offset.round(4)
        np.float64(0.05)
        """
        offset, angle = checked("femoral_offset", femoral_offset), self.neck_shaft_angle_deg
        common_shape(femoral_offset=offset, neck_shaft_angle_deg=angle)
        neck = offset / np.sin(np.radians(angle))
        checked("neck_length of this femoral_offset", neck, *RANGES["neck_length"])
        return replace(self, neck_length=neck)

    @property
    def max_abduction_moment(self) -> NDArray:
        """Strongest abductor moment, N·m: normal moment per kg × mass × `strength`.

        Normal is the peak of college athletes *while moving*: isokinetic, concentric, 60°/s,
        standing (Sugimoto et al. 2014, Clin J Sport Med 24:422). Holding still, people give more.

        >>> Subject(mass_kg=70, strength=0.5).max_abduction_moment.round(2)
        np.float64(45.15)
        """
        return _normal_moment_Nm_kg(self.sex) * np.asarray(self.mass_kg) * np.asarray(self.strength)


def one_person(subject: Subject | None, function: str) -> Subject:
    """Return one person, by default ``Subject()``; `function` names who asks.

    >>> one_person(Subject(mass_kg=[70, 80]), "leg_pose")
    Traceback (most recent call last):
    ValueError: leg_pose takes one person, got an array as mass_kg; call it once for each person.
    """
    person = Subject() if subject is None else of_kind("subject", subject, Subject)
    many = [name for name in NUMBERS if np.ndim(getattr(person, name))]
    if many:
        raise ValueError(
            f"{function} takes one person, got an array as {', '.join(many)}; "
            "call it once for each person."
        )
    return person
