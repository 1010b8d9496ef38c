"""The disk: profiles, secrets, settings, tokens. Each file has one owner."""
