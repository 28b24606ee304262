"""One machine: the embedded AWS, the gateway in front of the functions, the demo shop."""
