"""The live kit: controls bound to a model, the picture and the 3-D scene that follow them."""

STILL = "Still picture: run the cell."  # said where an explorer stands without its kernel
