"""The live kit: controls bound to a model, the picture and the 3-D scene that follow them."""
