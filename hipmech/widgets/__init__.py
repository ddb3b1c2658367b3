"""The live layer: explorers that wire sliders, a model function and a figure."""
