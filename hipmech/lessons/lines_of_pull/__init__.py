"""Lesson 05: what each muscle can do, in which posture."""
