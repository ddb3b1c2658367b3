import numpy as np
import pytest

from hipmech.published import iglic, patient_errors, pauwels, predict_patients
from hipmech.tables import load_table


def test_pauwels_1965():
    p = pauwels()
    assert p.abductor_force == pytest.approx(2.24, abs=0.005)
    assert p.hip_contact_magnitude == pytest.approx(3.01, abs=0.005)
    assert p.hip_contact_angle_deg == pytest.approx(15.4, abs=0.05)


def test_measured_group_means_are_the_published_ones():
    """2.61 ± 0.29 and 2.47 ± 0.20 BW (Bergmann 2016, PLoS ONE 11:e0155612)."""
    measured = predict_patients().query("model == 'hipmech'").groupby("activity").measured_bw
    assert measured.mean()["one_leg_stance"] == pytest.approx(2.61, abs=0.005)
    assert measured.std()["one_leg_stance"] == pytest.approx(0.29, abs=0.005)
    assert measured.mean()["level_walking"] == pytest.approx(2.47, abs=0.005)
    assert measured.std()["level_walking"] == pytest.approx(0.20, abs=0.005)


def test_the_default_lever_meets_the_bar():
    ours = patient_errors().set_index(["model", "activity"]).loc["hipmech"]
    assert ours.mape_percent["one_leg_stance"] <= 7.5
    assert ours.mape_percent["level_walking"] <= 6.0
    assert (ours.direction_error_deg <= 3.0).all()


def test_every_model_predicts_every_patient_in_both_activities():
    p = predict_patients()
    assert p.groupby(["model", "activity"]).patient.nunique().eq(10).all()
    assert np.isfinite(p.select_dtypes("number")).all(axis=None)
    same = p.pivot(index=["patient", "model"], columns="activity", values="predicted_bw")
    static = same.drop("median of the others", level="model")
    assert np.array_equal(static.one_leg_stance, static.level_walking)


def test_iglic_groups_balance_the_body_in_three_planes():
    patients = load_table("orthoload_hip3_patients")
    forces = iglic(patients)
    assert ((forces.abductor_force > 1) & (forces.abductor_force < 2.5)).all()
    assert (forces.hip_contact_magnitude > forces.abductor_force).all()


def test_errors_are_those_of_the_predictions():
    p = predict_patients().query("model == 'Pauwels 1965' and activity == 'one_leg_stance'")
    mape = (100 * (p.predicted_bw - p.measured_bw).abs() / p.measured_bw).mean()
    e = patient_errors().query("model == 'Pauwels 1965' and activity == 'one_leg_stance'").iloc[0]
    assert e.mape_percent == pytest.approx(mape, rel=1e-12)
    assert e.mape_low_percent < mape < e.mape_high_percent
    assert np.isnan(e.correlation)  # one man for everyone


def test_the_rival_that_knows_no_bones_never_sees_the_patient():
    p = predict_patients().query("model == 'median of the others' and activity == 'level_walking'")
    for i, row in enumerate(p.itertuples()):
        assert row.predicted_bw == np.median(np.delete(p.measured_bw.to_numpy(), i))
