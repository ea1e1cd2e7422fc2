"""The bundled brief and its metadata."""
