"""A whole Indeed: a callable `httpx.Request -> httpx.Response`, with faults."""
