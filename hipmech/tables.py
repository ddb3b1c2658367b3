"""Measured and published numbers: tidy CSV files in ``data/``, each with its source."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

from hipmech.checks import chosen

_PACKAGE = Path(__file__).parent


@cache
def data_folder() -> Path:
    """Find the CSV files: ``data/`` beside the package in a checkout, inside it in a wheel.

    Raises
    ------
    FileNotFoundError
        When the installation has no data at all.
    """
    for folder in (_PACKAGE.parent / "data", _PACKAGE / "data"):
        if (folder / "sources.csv").is_file():
            return folder
    raise FileNotFoundError(
        f"hipmech has no data folder beside or inside {_PACKAGE.name}/; reinstall the package."
    )


def table_names() -> list[str]:
    """List the names of all tables, as `load_table` takes them."""
    return sorted(path.stem for path in data_folder().glob("*.csv"))


@cache
def _read(name: str) -> pd.DataFrame:
    table = pd.read_csv(data_folder() / f"{name}.csv")
    if table.empty or table.columns.str.startswith("Unnamed").any():
        raise ValueError(f"data/{name}.csv is damaged: it needs rows and a name for every column.")
    if name != "sources":
        sources = _read("sources").set_index("table")
        table.attrs = sources.loc[name].to_dict() if name in sources.index else {}
    return table


def load_table(name: str) -> pd.DataFrame:
    """Read the table ``data/<name>.csv`` as a DataFrame of its own, safe to change.

    Units stand in the column names (``_mm``, ``_deg``, ``_bw`` = of total body weight); columns
    without a unit are SI or dimensionless. ``attrs`` holds who was measured, source and licence.

    Raises ValueError for an unknown name, naming the tables there are.

    >>> patients = load_table("orthoload_hip3_patients")
    >>> len(patients), float(patients.hip_joint_width_mm.mean().round(1))
    (10, 171.8)
    """
    return _read(chosen("table name", name, table_names())).copy()
