"""Pictures: Matplotlib only, drawn from the model's results, no widgets."""
