"""The person: mass, hip geometry and strength, with defaults from published means."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from hipmech.checks import RANGES, checked, chosen, common_shape, of_kind
from hipmech.results import Result, stack
from hipmech.tables import load_table

Numbers = float | NDArray
GRAVITY = 9.81  # m/s²

# Assumed proportions of body height, for drawing and for how far a lean carries the trunk.
TRUNK_COM_HEIGHT = 0.19  # centre of mass of head, arms and trunk above the hip line
SHOULDER_HEIGHT = 0.29  # shoulder line above the hip line
HAND_DISTANCE = 0.15  # hanging hand from the trunk's midline
LEG_LENGTH = 0.52  # hip joint centre to the ground
THIGH_SHARE = 0.49  # of leg length
GRAVITY_LINE = 1.01
"""Line of gravity in one-leg stance, medial of the stance hip, in half hip joint widths (measured:
McLeish and Charnley 1970, J Biomech 3:191, as Iglič 1990 uses it)."""
NUMBERS = (
    "mass_kg",
    "height",
    "hip_joint_width",
    "neck_length",
    "neck_shaft_angle_deg",
    "strength",
)
LANDMARKS = ("iliac_crest_height", "iliac_tubercle_width", "trochanter_lateral", "trochanter_up")
"""Numbers of a Subject that need not be given: the mean of ten CT pelves stands in for them."""


@cache
def _segments(sex: str) -> dict[str, tuple[float, float]]:
    """De Leva's mass and centre-of-mass fractions by segment."""
    table = load_table("deleva1996_segments").query("sex == @sex").set_index("segment")
    return {
        name: (float(row.mass_fraction), float(row.com_fraction)) for name, row in table.iterrows()
    }


@cache
def _mean_landmarks() -> dict[str, float]:
    """Means of ten CT pelves: the pelvis' in hip joint widths, the trochanter's in m."""
    t = load_table("orthoload_hip3_patients")
    neck = t.implant_neck_length_mm * np.sqrt(0.5)  # implants' neck-shaft angle: 135°
    return {
        "iliac_crest_height": float(t.iliac_crest_top_y_mm.mean() / t.hip_joint_width_mm.mean()),
        "iliac_tubercle_width": float(t.iliac_tubercle_z_mm.mean() / t.hip_joint_width_mm.mean()),
        "trochanter_lateral": float((t.greater_trochanter_z_mm - neck).mean()) / 1000,
        "trochanter_up": float((t.greater_trochanter_y_mm + neck).mean()) / 1000,
    }


class Subject(Result):
    """A person standing on the right leg. Any number may be an array; all of them broadcast.

    Raises ValueError for a value that no adult has (`hipmech.checks.RANGES`), naming the range and
    the likely slip of unit.

    Parameters
    ----------
    mass_kg : body mass.
    height : body height, m.
    sex : "male" or "female": selects segment masses (de Leva 1996, J Biomech 29:1223) and normal
        strength (`hipmech.muscles.strength`).
    hip_joint_width : between the hip joint centres, m. Default: mean of ten CT pelves
        (Bergmann 2016; Fischer 2021).
    neck_length : head centre to the shaft axis along the neck, m.
    neck_shaft_angle_deg : 129.2 is the mean of 375 femora (Toogood 2009, CORR 467:876); smaller is
        coxa vara, larger coxa valga. With the default neck the femoral offset is 43.4 mm
        (men: 42.7 to 44.4 mm, Han 2014, Int J Morphol 32:1194).
    strength : fraction of normal strength.
    iliac_crest_height : highest point of the iliac crest above the hip joint centre, m.
    iliac_tubercle_width : iliac tubercle lateral of the hip joint centre, m.
    trochanter_lateral, trochanter_up : tip of the greater trochanter from the neck base, where neck
        axis and shaft axis meet, m. These four landmarks give the abductors' line. None: the mean
        of ten CT pelves (Fischer 2021), in hip joint widths for the pelvis.

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
    iliac_crest_height: Numbers | None = None
    iliac_tubercle_width: Numbers | None = None
    trochanter_lateral: Numbers | None = None
    trochanter_up: Numbers | None = None

    def __post_init__(self) -> None:
        chosen("sex", self.sex, ("male", "female"))
        for name in (*NUMBERS, *LANDMARKS):
            if name in NUMBERS or getattr(self, name) is not None:
                object.__setattr__(self, name, checked(name, getattr(self, name)))
        common_shape(**self.numbers)
        super().__post_init__()

    @property
    def numbers(self) -> dict[str, NDArray]:
        """Every number that was given, by name."""
        given = {name: getattr(self, name) for name in (*NUMBERS, *LANDMARKS)}
        return {name: value for name, value in given.items() if value is not None}

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
        return stack(self.neck_length * np.sin(angle), -self.neck_length * np.cos(angle))

    @property
    def femoral_offset(self) -> NDArray:
        """Head centre to the shaft axis: neck length × sin(neck-shaft angle), m."""
        return self.neck[..., 0]

    def _landmark(self, name: str, size: Numbers = 1.0) -> Numbers:
        given = getattr(self, name)
        return _mean_landmarks()[name] * np.asarray(size) if given is None else given

    @property
    def abductor_origin(self) -> NDArray:
        """Where the abductors' one line begins on a level pelvis, (..., 2) m [medial, up].

        Two thirds of the iliac crest's height above the hip joint centre, three fifths of the iliac
        tubercle's distance lateral of it (Debrunner 1975).

        >>> (1000 * Subject().abductor_origin).round(1)
        array([-33.8,  93.6])
        """
        up = 2 / 3 * self._landmark("iliac_crest_height", self.hip_joint_width)
        lateral = 3 / 5 * self._landmark("iliac_tubercle_width", self.hip_joint_width)
        return stack(-lateral, up)

    @property
    def trochanter(self) -> NDArray:
        """Tip of the greater trochanter from the hip joint centre, (..., 2) m [medial, up].

        It is fixed to the shaft, so that neck length and neck-shaft angle carry the head away from
        it. Straight femur.

        >>> (1000 * Subject().trochanter).round(1)
        array([-49.8,   2.5])
        """
        lateral, up = self._landmark("trochanter_lateral"), self._landmark("trochanter_up")
        return stack(-lateral, up) - self.neck

    @property
    def trunk_shift(self) -> NDArray:
        """How far people carry the trunk to the stance side in upright one-leg stance, m.

        What brings the body's line of gravity to `GRAVITY_LINE`, where it was measured; with the
        trunk over the middle of the pelvis it would lie at 1.08 half hip joint widths.

        >>> (1000 * Subject().trunk_shift).round(1)
        np.float64(9.1)
        """
        leg = self.leg_fraction
        carried = GRAVITY_LINE * (1 - leg * self.leg_com_fraction) - 2 * leg
        return np.asarray(self.hip_joint_width) / 2 * (1 - carried / self.trunk_fraction)

    def with_femoral_offset(self, femoral_offset: Numbers) -> Subject:
        """Return the same person with this femoral offset (m), the leg as long as before.

        The head moves sideways from the shaft: neck length and neck-shaft angle both change, as a
        surgeon changes offset. A longer neck of the same angle: `with_neck_scaled_to_offset`.

        >>> more = Subject().with_femoral_offset(0.050)
        >>> more.femoral_offset.round(4), bool(np.isclose(more.neck[1], Subject().neck[1]))
        (np.float64(0.05), True)
        """
        offset = checked("femoral_offset", femoral_offset)
        common_shape(femoral_offset=offset, neck_length=self.neck[..., 0])
        up = self.neck[..., 1]
        return self._with_neck(np.hypot(offset, up), np.degrees(np.arctan2(offset, -up)))

    def with_neck_scaled_to_offset(self, femoral_offset: Numbers) -> Subject:
        """Return the same person with this femoral offset (m), the neck-shaft angle kept.

        A longer neck also lengthens the leg.

        >>> Subject().with_neck_scaled_to_offset(0.050).neck_length.round(4)
        np.float64(0.0645)
        """
        offset, angle = checked("femoral_offset", femoral_offset), self.neck_shaft_angle_deg
        common_shape(femoral_offset=offset, neck_shaft_angle_deg=angle)
        return self._with_neck(offset / np.sin(np.radians(angle)), angle)

    def _with_neck(self, length: Numbers, angle_deg: Numbers) -> Subject:
        for name, value in (("neck_length", length), ("neck_shaft_angle_deg", angle_deg)):
            checked(f"{name} of this femoral_offset", value, *RANGES[name])
        return replace(self, neck_length=length, neck_shaft_angle_deg=angle_deg)


def one_person(subject: Subject | None, function: str) -> Subject:
    """Return one person, by default ``Subject()``; `function` names who asks.

    >>> one_person(Subject(mass_kg=[70, 80]), "leg_pose")
    Traceback (most recent call last):
    ValueError: leg_pose takes one person, got an array as mass_kg; call it once for each person.
    """
    person = Subject() if subject is None else of_kind("subject", subject, Subject)
    many = [name for name, value in person.numbers.items() if np.ndim(value)]
    if many:
        raise ValueError(
            f"{function} takes one person, got an array as {', '.join(many)}; "
            "call it once for each person."
        )
    return person
