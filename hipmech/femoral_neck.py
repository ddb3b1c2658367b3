"""Stress around a section of the femoral neck, and the stimulus it gives to the bone there.

Free body: head and neck, cut across the neck. The hip contact force F acts at the head centre, so
the section carries an axial force, two bending moments and, where its centroid lies off the line
to the head centre, a torsion. With r from the section's centroid to the head centre:

    N = F · n,    M = r × F,    stress = N / A + M_superior s / I_s + M_anterior a / I_a

n points along the neck to the head, s to the superior and a to the anterior side; s and a are
measured from the centroid. Tension is positive. Femur axes: x anterior, y up along the shaft, z
lateral (right femur); N, m, N·m, and MPa for stress.

What this leaves out. Muscles that insert beyond the cut, such as the abductors at the greater
trochanter, are in the contact force and nowhere else: they raise it and turn it toward the neck.
The capsule and the tendons wrapped over the neck press head and section together, and no force here
does so: a bare beam may show too much tension on the superior side. A 2-D model with abductor and
ligament forces finds most of the proximal femur in compression (Rudman, Aspden & Meakin 2006,
Biomed Eng Online 5:12). Shear stress and cancellous bone are left out as well.
"""

from __future__ import annotations

from numbers import Integral

import numpy as np
from numpy.typing import ArrayLike

from hipmech.checks import checked, common_shape, of_kind
from hipmech.results import Array, Result, stack

QUADRANTS = "superior", "anterior", "inferior", "posterior"


class NeckSection(Result):
    """An elliptical neck with an elliptical hole, nearer to the superior side if thinner there.

    The defaults are assumed, not measured: set your own, or scale them. Cancellous bone in the hole
    carries nothing.

    Raises ValueError for sizes out of range, NaN, and cortices that overlap.

    Attributes
    ----------
    height, width : superior to inferior and anterior to posterior, m.
    superior_cortex, inferior_cortex, side_cortex : thickness of the cortex, m; the side's is that
        of the anterior and of the posterior side.

    Notes
    -----
    The default is a thin neck. Bone densitometry of 280 women (32 to 97 years, 48 kg on average)
    gave a width of 29.9 ± 2.4 mm, an area of 2.00 ± 0.42 cm² and a second moment of 1.62 ± 0.47 cm⁴
    (Sri Lankan women, doi 10.1007/s00774-007-0762-z, abstract), where cancellous bone counts too;
    programs differ. Here it is 31 mm, 1.34 cm² and 1.28 cm⁴: with theirs, the stress of compression
    would be 1.5 times, that of bending 1.3 times smaller.

    Examples
    --------
    >>> neck, larger = NeckSection(), NeckSection().scaled(1.1)
    >>> for one in (neck, larger):
    ...     print(f"A {1e4 * one.area:.2f} cm², I {1e8 * one.second_moments[0]:.2f} cm⁴, "
    ...           f"Z {1e6 * one.section_modulus:.2f} cm³")
    A 1.34 cm², I 1.28 cm⁴, Z 0.67 cm³
    A 1.62 cm², I 1.87 cm⁴, Z 0.89 cm³

    A solid circle of 30 mm:

    >>> circle = NeckSection(0.03, 0.03, 0.015, 0.015, 0.015)
    >>> print(circle.area.round(7), circle.centroid_drop)
    0.0007069 0.0
    """

    height: ArrayLike = 0.031
    width: ArrayLike = 0.025
    superior_cortex: ArrayLike = 0.0010
    inferior_cortex: ArrayLike = 0.0030
    side_cortex: ArrayLike = 0.0013

    def __post_init__(self) -> None:
        for name in vars(self):
            low, high = (0.01, 0.08) if name in ("height", "width") else (1e-4, 0.04)
            size = checked(name, getattr(self, name), low, high, "m", "this looks like millimetres")
            object.__setattr__(self, name, size)
        common_shape(**{name: getattr(self, name) for name in self.__dataclass_fields__})
        hole_height, hole_width, _ = self._hole
        if hole_height.min() < -1e-12 or hole_width.min() < -1e-12:
            raise ValueError(
                "the cortices must fit into the neck: superior + inferior up to its "
                "height, twice the side up to its width."
            )
        super().__post_init__()

    @property
    def _hole(self) -> tuple[Array, Array, Array]:
        """Height, width, and how far its centre lies above the neck's midline."""
        superior, inferior = np.asarray(self.superior_cortex), np.asarray(self.inferior_cortex)
        return (
            np.asarray(self.height) - superior - inferior,
            np.asarray(self.width) - 2 * np.asarray(self.side_cortex),
            (inferior - superior) / 2,
        )

    @property
    def _areas(self) -> tuple[Array, Array]:
        height, width, _ = self._hole
        return np.pi / 4 * np.multiply(self.height, self.width), np.pi / 4 * height * width

    @property
    def area(self) -> Array:
        """Cortical area, m²."""
        whole, hole = self._areas
        return whole - hole

    @property
    def centroid_drop(self) -> Array:
        """How far the centroid of the cortex lies below the neck's midline, m."""
        return self._areas[1] * self._hole[2] / self.area

    @property
    def second_moments(self) -> tuple[Array, Array]:
        """∫s² dA and ∫a² dA about the centroid, m⁴."""
        (whole, hole), (height, width, centre) = self._areas, self._hole
        along = whole * (np.square(self.height) / 16 + self.centroid_drop**2) - hole * (
            height**2 / 16 + (centre + self.centroid_drop) ** 2
        )
        return along, (whole * np.square(self.width) - hole * width**2) / 16

    @property
    def section_modulus(self) -> Array:
        """∫s² dA over the distance from the centroid to the superior surface, m³.

        A moment M bends that surface, the farther one of the default neck, with the stress M / Z.
        """
        return self.second_moments[0] / (np.asarray(self.height) / 2 + self.centroid_drop)

    def scaled(self, factor: ArrayLike) -> NeckSection:
        """Return the same shape with every length times `factor`: A grows squared, Z cubed.

        Raises ValueError for a factor outside 0.5 to 2.
        """
        size = checked("factor", factor, 0.5, 2)
        return NeckSection(**{name: size * np.asarray(value) for name, value in vars(self).items()})


class NeckStress(Result):
    """What a neck section carries; ``...`` is the shape of the contact force without its 3.

    Attributes
    ----------
    angles_deg : (n,) directions around the neck: 0 superior, 90 anterior, 180 inferior, 270
        posterior.
    stress_mpa : (..., n) normal stress at the outer surface in these directions, tension positive.
    axial_force : (...) N, tension positive.
    superior_moment, anterior_moment : (...) N·m, positive where it puts the superior (anterior)
        side into tension.
    torsion : (...) N·m of the head on the section, about the axis toward the head.
    tension_direction_deg : (...) direction in which stress rises fastest, NaN where nothing bends;
        the neutral axis lies across it.
    neutral_axis_mm : (...) from the neck's midpoint to the neutral axis in that direction; NaN
        where nothing bends.
    """

    angles_deg: Array
    stress_mpa: Array
    axial_force: Array
    superior_moment: Array
    anterior_moment: Array
    torsion: Array
    tension_direction_deg: Array
    neutral_axis_mm: Array

    @property
    def quadrants_mpa(self) -> Array:
        """(..., 4) stress at the `QUADRANTS`: superior, anterior, inferior, posterior."""
        return self.stress_mpa[..., :: self.angles_deg.size // 4]


def neck_axes(neck_shaft_angle_deg: ArrayLike, anteversion_deg: ArrayLike) -> Array:
    """Return unit vectors (..., 3, 3) to the head, superior and anterior, as rows in femur axes.

    The neck leaves the shaft at the neck-shaft angle and is turned forward by the anteversion.

    A neck at a right angle points medially:

    >>> neck_axes(90, 0).round() + 0.0
    array([[ 0.,  0., -1.],
           [ 0.,  1.,  0.],
           [ 1.,  0.,  0.]])
    """
    shaft = checked("neck_shaft_angle_deg", neck_shaft_angle_deg, 90, 170, "degrees")
    turn = checked("anteversion_deg", anteversion_deg, -30, 60, "degrees")
    common_shape(neck_shaft_angle_deg=shaft, anteversion_deg=turn)
    shaft, turn = np.broadcast_arrays(np.radians(shaft), np.radians(turn))
    level = np.stack([np.sin(turn), np.zeros_like(turn), -np.cos(turn)], -1)
    up = np.array([0.0, 1.0, 0.0])
    sine, cosine = np.sin(shaft)[..., None], np.cos(shaft)[..., None]
    head, superior = sine * level - cosine * up, sine * up + cosine * level
    return np.stack([head, superior, np.cross(head, superior)], -2)


def directed_force(size: ArrayLike, frontal_deg: ArrayLike, backward_deg: ArrayLike) -> Array:
    """Return the contact force on the femoral head from its size and two angles from the shaft.

        F = size (-tan b, -1, tan f) / |(-tan b, -1, tan f)|

    It is (..., 3) in femur axes, in the unit of `size`.

    Raises ValueError for NaN, a negative size and angles outside -80 to 80 degrees.

    Parameters
    ----------
    size : magnitude; N if `neck_stress` is to follow.
    frontal_deg : f, seen from the front, positive where the force points down and lateral.
    backward_deg : b, seen from the side, positive where it points down and backward.

    Examples
    --------
    The mean of ten instrumented hips in walking (Bergmann et al. 2016, PLoS ONE 11:e0155612):

    >>> directed_force(2.47, 16.0, 5.7).round(2)
    array([-0.24, -2.36,  0.68])
    """
    length = checked("size", size, 0, np.inf)
    frontal = np.tan(np.radians(checked("frontal_deg", frontal_deg, -80, 80, "degrees")))
    backward = np.tan(np.radians(checked("backward_deg", backward_deg, -80, 80, "degrees")))
    common_shape(size=length, frontal_deg=frontal, backward_deg=backward)
    along = length / np.sqrt(1 + frontal**2 + backward**2)
    return stack(-backward * along, -along, frontal * along)


def neck_stress(
    hip_contact_force: ArrayLike,
    *,
    neck_shaft_angle_deg: ArrayLike = 129.2,
    anteversion_deg: ArrayLike = 9.7,
    head_to_section: ArrayLike = 0.022,
    head_offset: ArrayLike = 0.0,
    section: NeckSection | None = None,
    n_angles: int = 72,
) -> NeckStress:
    """Return the normal stress around a section of the femoral neck; equations in the module.

    Raises ValueError for NaN, sizes and angles out of range, and `n_angles` not a multiple of 4.

    Parameters
    ----------
    hip_contact_force : (..., 3) N on the femoral head, femur axes: anterior, up, lateral. What
        follows broadcasts with it.
    neck_shaft_angle_deg, anteversion_deg : means of 375 femora (Toogood 2009, CORR 467:876).
    head_to_section : head centre to section along the neck, m, assumed.
    head_offset : head centre above the neck's midline, m.
    section : `NeckSection()` if not given.
    n_angles : how many directions around the neck, a multiple of 4.

    Notes
    -----
    Held against the literature: a musculoskeletal model of stairs, up and down, gives -44 and
    -51 MPa inferior with +16 and +18 superior (Deng et al. 2018, J Appl Biomech 34:191;
    table ``femoral_neck_stress_published``). A force of 4.8 times 60 kg at 13.3 degrees from
    the shaft gives -45 and +28 here. Turned 9 degrees more toward the neck, or cut 6 mm nearer to
    the head, it gives their ratio of the two (-38 and +13, -35 and +13): superior tension hangs on
    the direction of the contact force and the place of the cut, besides what the module leaves out.

    Examples
    --------
    A force along the neck compresses it evenly:

    >>> axis = neck_axes(129.2, 0)[0]
    >>> ring = NeckSection(0.03, 0.03, 0.002, 0.002, 0.002)
    >>> even = neck_stress(-1000 * axis, anteversion_deg=0, section=ring)
    >>> even.quadrants_mpa.round(2)
    array([-5.68, -5.68, -5.68, -5.68])

    The weight of 60 kg times 2.5, 13.3 degrees from the shaft, on the default neck:

    >>> force = 2.5 * 60 * 9.81 * directed_force(1, 13.3, 0)
    >>> dict(zip(QUADRANTS, neck_stress(force).quadrants_mpa.round().tolist()))
    {'superior': 15.0, 'anterior': -6.0, 'inferior': -23.0, 'posterior': -3.0}
    """
    force = checked("hip_contact_force", hip_contact_force, -np.inf, np.inf, "N")
    if force.ndim < 1 or force.shape[-1] != 3:
        raise ValueError(
            f"hip_contact_force must have shape (..., 3): anterior, up, lateral in N, "
            f"got {force.shape}."
        )
    if not isinstance(n_angles, Integral) or n_angles < 4 or n_angles % 4:
        raise ValueError(f"n_angles must be a multiple of 4, got {n_angles!r}.")
    millimetres = "this looks like millimetres"
    distance = checked("head_to_section", head_to_section, 0, 0.08, "m", millimetres)
    offset = checked("head_offset", head_offset, -0.02, 0.02, "m", millimetres)
    section = NeckSection() if section is None else of_kind("section", section, NeckSection)
    drop = section.centroid_drop
    axes = neck_axes(neck_shaft_angle_deg, anteversion_deg)
    common_shape(
        hip_contact_force=force[..., 0],
        neck_shaft_angle_deg=axes[..., 0, 0],
        head_to_section=distance,
        head_offset=offset,
        section=drop,
    )
    axial, to_superior, to_anterior = np.moveaxis((axes @ force[..., None])[..., 0], -1, 0)

    above = offset + drop  # head centre above the centroid: r = distance n + above s
    superior_moment = above * axial - distance * to_superior
    anterior_moment = -distance * to_anterior
    torsion = above * to_anterior
    i_superior, i_anterior = section.second_moments
    rise_superior, rise_anterior = superior_moment / i_superior, anterior_moment / i_anterior

    angles = np.linspace(0, 360, n_angles, endpoint=False)
    cosine, sine = np.cos(np.radians(angles)), np.sin(np.radians(angles))
    height, width = (np.asarray(size)[..., None] for size in (section.height, section.width))
    radius = 1 / np.hypot(2 * cosine / height, 2 * sine / width)
    midpoint = axial / section.area + rise_superior * drop
    stress = (
        midpoint[..., None]
        + rise_superior[..., None] * radius * cosine
        + rise_anterior[..., None] * radius * sine
    )
    rise = np.hypot(rise_superior, rise_anterior)
    rise = np.where(rise * 0.01 > 1e-9 * np.abs(midpoint), rise, np.nan)  # rounding is no bending
    direction = np.degrees(np.arctan2(rise_anterior, rise_superior)) % 360
    direction = np.where(np.isnan(rise), np.nan, direction)
    axis_mm = -midpoint / rise * 1e3
    each = axial, superior_moment, anterior_moment, torsion, direction, axis_mm
    shape = stress.shape[:-1]
    return NeckStress(angles, stress / 1e6, *(np.broadcast_to(x, shape) for x in each))


def daily_stimulus(cycles: ArrayLike, stress_mpa: ArrayLike, m: ArrayLike = 4.0) -> Array:
    """Return the daily stress stimulus (..., directions) of several activities, MPa.

        psi = (sum over activities of n sigma^m)^(1/m)

    (Beaupré, Orr & Carter 1990, J Orthop Res 8:651-661). Whether and how fast a load changes, and
    rests between loads, are not in it.

    Raises ValueError for negative cycles, NaN, m outside 1 to 8, and shapes that do not fit.

    Parameters
    ----------
    cycles : (..., activities) loads a day.
    stress_mpa : (..., activities, directions) MPa; its magnitude counts, tension and compression
        alike (assumed).
    m : weighs size against number: 4 is usual, 1 to 8 allowed.

    Examples
    --------
    One hundred jumps beside five thousand steps add 16 %:

    >>> daily_stimulus([5000], [[20]]).round()
    array([168.])
    >>> daily_stimulus([5000, 100], [[20], [50]]).round()
    array([194.])
    """
    count = checked("cycles", cycles, 0, np.inf, "a day")
    size = np.abs(checked("stress_mpa", stress_mpa, -1000, 1000, "MPa"))
    power = checked("m", m, 1, 8)[..., None]
    if count.ndim < 1 or size.ndim < 2 or size.shape[-2] != count.shape[-1] or not size.size:
        raise ValueError(
            f"cycles (..., activities) needs stress_mpa (..., activities, directions),"
            f" got {count.shape} and {size.shape}."
        )
    common_shape(cycles=count[..., 0], stress_mpa=size[..., 0, 0], m=power[..., 0])
    return np.sum(count[..., None] * size ** power[..., None], -2) ** (1 / power)


def adaptation_rate(
    stimulus: ArrayLike, attractor: ArrayLike, lazy_zone: ArrayLike, gain: ArrayLike = 0.02
) -> Array:
    """Return the rate at which a bone surface grows (positive) or shrinks, micrometres a day.

        rate = gain (|psi - attractor| - lazy_zone) with the sign of psi - attractor,

    and 0 within the lazy zone. Everything broadcasts.

    Raises ValueError for NaN and negative values.

    Parameters
    ----------
    stimulus, attractor, lazy_zone : MPa as from `daily_stimulus`; the lazy zone by its half width.
    gain : micrometres a day per MPa.

    Notes
    -----
    The form follows Beaupré, Orr & Carter 1990 (J Orthop Res 8:651-661). Every number is assumed:
    published attractors do not agree and belong to the stress of the tissue, not of this beam. Take
    as attractor the stimulus of the days a bone is used to, a tenth of it as lazy zone, and read
    the sign and the order of directions rather than micrometres.

    Examples
    --------
    A rest, a usual and a hard day:

    >>> adaptation_rate([100, 168, 194], attractor=168, lazy_zone=17).round(2)
    array([-1.02,  0.  ,  0.18])
    """
    given = {"stimulus": stimulus, "attractor": attractor, "lazy_zone": lazy_zone, "gain": gain}
    units = dict.fromkeys(given, "MPa") | {"gain": "micrometres a day per MPa"}
    sizes = {n: checked(n, values, 0, np.inf, units[n]) for n, values in given.items()}
    common_shape(**sizes)
    distance = sizes["stimulus"] - sizes["attractor"]
    excess = np.abs(distance) - sizes["lazy_zone"]
    return sizes["gain"] * np.sign(distance) * np.maximum(excess, 0.0)
