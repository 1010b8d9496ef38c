"""What Indeed answered, as text to look at: knows no screen, no file, no network."""
