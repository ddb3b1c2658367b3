"""Lessons 02 and 03: one-leg stance, the hip as a fulcrum."""
