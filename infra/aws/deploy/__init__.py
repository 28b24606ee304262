"""Brings the functions of a stage to AWS: package, policies, `chalice deploy`, what it leaves out."""
