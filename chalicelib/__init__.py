"""All of Parley that ships to Lambda."""

import gc

# Neither imports nor the few milliseconds of a request leave cycles behind that would be worth
# looking for at Python's usual pace: that takes a twelfth of a cold start (`make bench-import`).
gc.set_threshold(100_000, 20, 50)
