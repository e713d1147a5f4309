"""A server that needs 10 ms a request, and 70 requests a second, at random."""
# meanwhile: host api.example.com latency exponential(10ms) servers 1
# meanwhile: arrivals api.example.com/items 70/s for 60s
