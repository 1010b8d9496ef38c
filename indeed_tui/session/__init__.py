"""What is alive: clock, policy, token keeper, session and its engine thread. No Textual."""
