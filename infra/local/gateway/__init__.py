"""What API Gateway, CloudFront and Lambda are in the cloud, as one process with workers."""
