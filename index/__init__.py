"""Where passages live and how they are found."""
