"""hipmech: the hip as a fulcrum, from a two-force lever to every muscle's line of pull."""
