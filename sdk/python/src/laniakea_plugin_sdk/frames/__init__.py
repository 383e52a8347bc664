"""From what an author's code yields to what goes to the daemon."""
