"""What surrounds Parley's functions; nothing here ships to Lambda."""
