"""An experiment: an adapter that trains the default model's token vectors for late interaction."""
