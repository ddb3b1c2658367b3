"""Stress on the joint surface: how the cup spreads the hip contact force over the femoral head.

Cosine law. Cartilage of even thickness between two spheres yields in proportion to how far the head
moves into it, so stress falls with the cosine of the angle γ from one point, the pole, and ends
where it would become tension (90° from the pole) or at the rim of the cup:

    p = p₀ cos γ

The rim is a great circle, seen edge-on from the front at the centre-edge angle θ_CE lateral of the
vertical through the head's centre. The loaded surface is then a lune from 90° medial of the pole
to the rim, δ = θ_CE − Θ lateral of it (Θ: the pole, lateral of the vertical). The cup pushes the
head with the force R, inclined laterally by θ_R, when the stress adds up to it:

    along the pole:    R cos(θ_R + Θ) = ⅔ p₀ r² (π/2 + δ + ½ sin 2δ)
    across the pole:   R sin(θ_R + Θ) = ⅔ p₀ r² cos² δ
    so that            tan(θ_R + Θ) = cos² δ / (π/2 + δ + ½ sin 2δ)

with r the radius of the head. A rim 90° or more from the force bounds nothing: pole and force lie
in one line and p₀ = 3 R / (2π r²). A pole outside the rim leaves the greatest stress at the rim.

What this leaves out: the fossa in the middle of the cup, which carries nothing; surfaces that are
not spheres and do not fit; the labrum; front and back. Real contact is patchy: finite elements with
each person's own surfaces find a peak of 7.5 ± 2.1 MPa in ten normal hips at 2.33 BW, on a third of
the cartilage (Harris et al. 2012); this model says 1.7 MPa. Mean stress through stance was 2.4 MPa
in ten normal and 5.5 MPa in ten dysplastic hips by discrete elements (Goetz et al. 2021). So the
model shows which way a change of force, size or coverage goes, not how high the peak is.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from hipmech.checks import checked, common_shape
from hipmech.results import Array, Result

LEAST_COVER_DEG = 1.0
"""Nearer to the rim than this the loaded strip is thinner than the cartilage."""


class ContactStress(Result):
    """Stress between cup and head; N in gives Pa, BW in gives BW per m².

    Attributes
    ----------
    peak, mean : (...) greatest stress on the loaded surface and its mean over that surface.
    pole_deg : (...) where stress would be greatest, from the vertical, lateral positive. Outside
        the rim where it exceeds the centre-edge angle: then the peak is at the rim.
    pole_stress : (...) p₀, so that stress is p₀ cos γ at the angle γ from the pole.
    area : (...) loaded surface, m².
    """

    peak: Array
    mean: Array
    pole_deg: Array
    pole_stress: Array
    area: Array


def contact_stress(
    hip_contact_force: ArrayLike,
    angle_deg: ArrayLike,
    centre_edge_deg: ArrayLike = 32.0,
    head_radius: ArrayLike = 0.024,
) -> ContactStress:
    """Return the stress on the joint surface by the cosine law; equations in the module.

    Raises ValueError for numbers out of range, and for a force whose line leaves the cup: no push
    of the cup can balance a force that points at the rim or beyond it.

    Parameters
    ----------
    hip_contact_force : size of the force on the femoral head, N (or BW).
    angle_deg : its inclination from the vertical, positive when it pushes laterally, as
        ``hip_contact_angle_deg`` of `hipmech.frontal_plane.balance`.
    centre_edge_deg : angle of the rim lateral of the vertical; below 20 degrees is called
        dysplastic, 32 is assumed here.
    head_radius : m; 0.024 is assumed.

    Notes
    -----
    Angles count from the vertical of the pelvis that the centre-edge angle was measured on: a
    pelvis that sinks by d on the other side uncovers the head by d.

    References
    ----------
    Brinckmann, Frobin & Hierholzer 1981, J Biomech 14:149-156. Ipavec, Brand, Pedersen, Mavčič,
    Kralj-Iglič & Iglič 1999, J Biomech 32:1229-1235. Harris, Anderson, Henak, Ellis, Peters &
    Weiss 2012, J Orthop Res 30:1133-1139. Goetz, Thomas-Aitken, Sitton, Westermann & Willey 2021,
    Hip Int 33:298-305 (both read as abstracts).

    Examples
    --------
    A cup without end carries the force evenly about its line, p₀ = 3 R / (2π r²):

    >>> deep = contact_stress(1600, 10, centre_edge_deg=80)
    >>> print(f"{deep.peak / 1e6:.2f} {deep.mean / 1e6:.2f} {deep.pole_deg:.1f}")
    1.33 0.66 -10.0

    A normal and a shallow cup under 2.33 times 70 kg; the shallow one's pole lies outside its rim:

    >>> normal, shallow = (contact_stress(1600, 10, rim) for rim in (32, 10))
    >>> print(f"{normal.peak / 1e6:.1f} at {normal.pole_deg:.0f}, "
    ...       f"{shallow.peak / 1e6:.1f} at {shallow.pole_deg:.0f}")
    1.7 at 11, 3.9 at 42
    """
    force = checked("hip_contact_force", hip_contact_force, 0, 1e5, "N or BW")
    angle = checked("angle_deg", angle_deg, -90, 90, "degrees")
    edge = checked("centre_edge_deg", centre_edge_deg, -30, 90, "degrees")
    radius = checked("head_radius", head_radius, 0.01, 0.04, "m")
    shape = common_shape(
        hip_contact_force=force, angle_deg=angle, centre_edge_deg=edge, head_radius=radius
    )
    cover = np.radians(angle + edge)
    if np.any(cover <= np.radians(LEAST_COVER_DEG)):
        raise ValueError(
            "the force must point into the cup: angle_deg + centre_edge_deg must be more than "
            f"{LEAST_COVER_DEG:g} degrees, got {np.degrees(cover.min()):g}; "
            "at the rim nothing holds the head."
        )
    delta = _pole_to_rim(np.minimum(cover, np.pi / 2))
    along = np.pi / 2 + delta + np.sin(2 * delta) / 2
    pole_stress = 1.5 * force / radius**2 / np.hypot(along, np.cos(delta) ** 2)
    pole = np.where(cover < np.pi / 2, edge - np.degrees(delta), -angle)
    values = (
        pole_stress * np.cos(np.minimum(delta, 0)),
        pole_stress * np.pi / 4 * (1 + np.sin(delta)) / (np.pi / 2 + delta),
        pole,
        pole_stress,
        2 * radius**2 * (np.pi / 2 + delta),
    )
    return ContactStress(*(np.broadcast_to(value, shape) for value in values))


def _pole_to_rim(cover: Array) -> Array:
    """Angle δ from the pole to the rim, for a rim at `cover` (0 to π/2) from the force's line.

    cover = δ + arctan(cos² δ / (π/2 + δ + ½ sin 2δ)) is convex and rises from 0 to π/2 as δ does
    from -π/2 to π/2, with a slope of at least 1/3: Newton's steps from a start beyond the root
    come down to it without leaving the interval.
    """
    delta = np.minimum(3 * cover, np.pi) - np.pi / 2
    for _ in range(8):
        along, across = np.pi / 2 + delta + np.sin(2 * delta) / 2, np.cos(delta) ** 2
        excess = delta + np.arctan2(across, along) - cover
        turn = (np.sin(2 * delta) * along + 2 * across**2) / (along**2 + across**2)
        delta = delta - excess / (1 - turn)
    return delta
