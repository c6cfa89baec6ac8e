"""What happens in each sample: who says what and when, and what the tool should make of it."""
