import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from hipmech import tables
from hipmech.tables import data_folder, load_table, table_names


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """A package folder with a data folder of our own in it, as in a wheel."""
    (tmp_path / "hipmech" / "data").mkdir(parents=True)
    monkeypatch.setattr(tables, "_PACKAGE", tmp_path / "hipmech")
    for cached in (tables.data_folder, tables._read):
        cached.cache_clear()
    yield tmp_path / "hipmech" / "data"
    for cached in (tables.data_folder, tables._read):
        cached.cache_clear()


@pytest.mark.parametrize("name", table_names())
def test_every_table_is_whole_and_has_its_source(name):
    table = load_table(name)
    assert len(table) > 0
    assert list(table.columns) == [column.strip() for column in table.columns]
    assert not table.columns.duplicated().any()
    assert not np.isinf(table.select_dtypes("number").to_numpy(dtype=float)).any()
    if name != "sources":
        assert all(table.attrs.get(key) for key in ("who", "source", "licence"))
        assert f"{name}.csv" in (data_folder() / "README.md").read_text("utf-8")


def test_every_source_belongs_to_one_table():
    sources = load_table("sources")
    assert not sources.table.duplicated().any()
    assert set(sources.table) <= set(table_names())


def test_a_table_is_safe_to_change():
    first = load_table("orthoload_hip3_patients")
    first.loc[:, first.columns[1]] = None
    pd.testing.assert_frame_equal(
        load_table("orthoload_hip3_patients"), load_table("orthoload_hip3_patients")
    )
    assert load_table("orthoload_hip3_patients").iloc[:, 1].notna().all()


def test_unknown_name_lists_the_known_ones():
    with pytest.raises(ValueError, match=r"'orthoload'; did you mean 'orthoload_hip3_"):
        load_table("orthoload")


def test_tables_are_found_inside_a_wheel(elsewhere):
    (elsewhere / "sources.csv").write_text("table,who,source,licence\nlegs,Us,Here,MIT\n")
    (elsewhere / "legs.csv").write_text("side,length_mm\nleft,900\n")
    assert data_folder() == elsewhere
    assert load_table("legs").length_mm.tolist() == [900]
    assert load_table("legs").attrs == {"who": "Us", "source": "Here", "licence": "MIT"}


@pytest.mark.parametrize("text", ["a,b\n", "a,\n1,2\n"])
def test_damaged_table_is_refused(elsewhere, text):
    (elsewhere / "sources.csv").write_text("table,who,source,licence\nlegs,Us,Here,MIT\n")
    (elsewhere / "legs.csv").write_text(text)
    with pytest.raises(ValueError, match=r"legs\.csv is damaged"):
        load_table("legs")


def test_missing_data_folder_is_said(elsewhere):
    shutil.rmtree(elsewhere)
    with pytest.raises(FileNotFoundError, match="no data folder"):
        load_table("sources")


def test_popular_texts_go_by_titles_that_lesson_00_lists():
    lesson = (Path(__file__).parents[1] / "solutions/00_start_here.ipynb").read_text("utf-8")
    tables = (load_table(t) for t in ("popular_muscle_groups", "exercises", "hip_stretches"))
    titles = {
        title for table in tables for x in table.named_by.dropna() for title in x.split(" and ")
    }
    assert len(titles) == 4
    assert all(f"*{title}*" in lesson for title in titles)
