"""All of Parley that ships to Lambda."""
