"""Lets `Bearer good` in, refuses `Bearer bad`, fails at anything else."""

calls = 0


def authorize(event, context):
    global calls
    calls += 1
    if event["authorizationToken"] == "Bearer wrong":
        raise Exception("Unauthorized")
    effect = "Allow" if event["authorizationToken"].startswith("Bearer good") else "Deny"
    arn = event["methodArn"].rsplit("/GET", 1)[0] + "/*"
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": [arn]}
    return {
        "principalId": "ada",
        "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
        "context": {"calls": calls},
    }
