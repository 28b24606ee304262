"""DynamoDB: the only place that knows keys, indexes and attribute names."""
