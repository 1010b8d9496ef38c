"""What `indeed-tui doctor` looks at, one module per area; nothing here mends anything."""
