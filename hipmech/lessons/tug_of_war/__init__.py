"""Lesson 06: who pulls, when, and what the joint pays."""
