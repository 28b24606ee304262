"""What Parley does: each function loads, decides, saves and returns what happened."""
