"""Changes of the index that are asked of the service: jobs, and the one process that does them."""
