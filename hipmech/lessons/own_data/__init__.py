"""Lesson 10: a walk of one's own, from the laboratory's files to the hip contact force."""
