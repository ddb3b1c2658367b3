"""Lesson 00: how the course is used, and what is in it."""
