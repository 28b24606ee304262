"""The benchmarks: `make bench-NAME` each; the last line printed is one JSON object."""
