"""The headless front end: argparse, stdout for data, stderr for narration."""
