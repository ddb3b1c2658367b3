import numpy as np
import pytest

from hipmech.implants import implant_axes, stem_torsion
from hipmech.tables import load_table

PATIENTS = load_table("orthoload_hip3_patients")


def test_the_axes_are_right_handed_and_at_right_angles():
    axes = implant_axes()
    assert axes @ np.swapaxes(axes, -1, -2) == pytest.approx(np.broadcast_to(np.eye(3), axes.shape))
    assert np.linalg.det(axes) == pytest.approx(1)


def test_the_axes_are_those_of_their_points():
    """Along the femur, square to it toward the condyle: nothing of either lies along anterior."""
    points = load_table("orthoload_hip3_femur_points").set_index(["patient", "point"])
    for patient, (anterior, superior, _) in zip(PATIENTS.patient, implant_axes(), strict=True):
        p1, p2, inner, outer = (points.loc[patient, name] for name in ("P1", "P2", "MPC", "LPC"))
        assert (p1 - p2) @ superior == pytest.approx(np.linalg.norm(p1 - p2))
        assert (outer - inner) @ anterior == pytest.approx(0, abs=1e-9)
        assert (p1 - p2) @ anterior == pytest.approx(0, abs=1e-9)


def test_the_angle_to_the_line_from_knee_to_hip():
    hip = implant_axes() @ [0, 1, 0]
    angle = np.degrees(np.arctan2(-hip[:, 2], hip[:, 1]))
    assert angle.mean() == pytest.approx(4.98, abs=0.005)
    assert (angle.min().round(1), angle.max().round(1)) == (4.3, 5.7)


def test_the_head_is_where_offset_and_anteversion_put_it():
    """Points and implant table were measured apart and agree in most patients, not in all."""
    points = load_table("orthoload_hip3_femur_points").query("point == 'P1'")
    head = (implant_axes() @ -points[["x_mm", "y_mm", "z_mm"]].to_numpy()[..., None])[..., 0]
    offset = PATIENTS.implant_neck_length_mm * np.sin(np.radians(135))
    assert np.hypot(head[:, 0], head[:, 2]) == pytest.approx(offset.to_numpy(), abs=2.3)
    turned = np.degrees(np.arctan2(head[:, 0], -head[:, 2]))
    apart = PATIENTS.femoral_anteversion_deg - turned
    assert (apart.abs() < 4).sum() == 7
    assert apart[apart.abs() >= 4].between(11, 20).all()


def test_torsion_is_the_moment_about_the_femur():
    """The other way round: the force in ISB axes, its whole moment, and the part along the axis."""
    points = load_table("orthoload_hip3_femur_points").query("point == 'P1'")
    to_head = -points[["x_mm", "y_mm", "z_mm"]].to_numpy() / 1000
    axes = implant_axes()
    columns = [f"level_walking_{axis}_pBW" for axis in ("anterior", "superior", "lateral")]
    implant = PATIENTS[columns].to_numpy() / 100 * PATIENTS[["body_weight_N"]].to_numpy()
    force = (np.swapaxes(axes, -1, -2) @ implant[..., None])[..., 0]
    about = np.sum(np.cross(to_head, force) * axes[:, 1], axis=-1)
    table = stem_torsion().query("activity == 'level_walking'")
    assert table.torsion_Nm.to_numpy() == pytest.approx(about)


def test_measured_means_stay_below_the_greatest_published_values():
    table = stem_torsion()
    assert table.groupby("activity").size().to_dict() == {
        "level_walking": 10,
        "one_leg_stance": 10,
        "standing_up": 9,
    }
    assert table.torsion_Nm.max() < 24


def test_a_neck_turned_forward_twists_less():
    patients = PATIENTS[["patient"]].assign(lateral=PATIENTS.level_walking_lateral_pBW)
    assert (patients.lateral > 0).all()
    forward, side = (
        stem_torsion(a).query("activity == 'level_walking'").torsion_Nm for a in (20, 0)
    )
    assert (forward < side).all()


def test_an_anteversion_out_of_range_is_refused():
    with pytest.raises(ValueError, match="anteversion_deg must be -30 to 60 degrees, got 90"):
        stem_torsion(90)
