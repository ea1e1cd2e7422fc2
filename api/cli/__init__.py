"""The command ``brief-rag``."""
