"""What an author's class inherits."""
