"""Results for their readers: the terminal, JSON."""
