"""The wire: what Indeed's protocol says. Knows no file and no screen."""
