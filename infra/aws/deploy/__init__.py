"""Brings the functions of a stage to AWS: package, policies, Chalice, what it leaves out."""
