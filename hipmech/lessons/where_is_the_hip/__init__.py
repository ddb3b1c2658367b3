"""Lesson 01: where the hip joint centre is, and how it is found from the skin."""
