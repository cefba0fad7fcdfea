"""Rule sets, scoring and checks. Knows nothing of files or Excel."""
