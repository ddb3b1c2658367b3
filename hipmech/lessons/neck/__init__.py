"""Lesson 08: the femoral neck under loads of any direction."""
