"""What an attacker tries and what an operator may get wrong."""
