"""The logger: JSON lines without message text, tokens or e-mail. Used by the boundary."""

from aws_lambda_powertools import Logger

logger = Logger(service="parley", utc=True)
