"""A stage on AWS: its stacks, its web files, its end. `infra.aws.deploy` brings the functions."""
