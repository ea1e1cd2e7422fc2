"""The HTTP service and its chat page."""
