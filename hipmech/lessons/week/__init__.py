"""Lesson 09: exercises, and a week of them."""
