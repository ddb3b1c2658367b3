"""Lesson 04: walking to jogging."""
