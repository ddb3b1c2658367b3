"""Lesson 07: what a stretch lengthens, and what springs back."""
