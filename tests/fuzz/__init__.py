"""Random keys, sizes, clocks and hostile data through the real dashboard."""
