"""What ``firstfix capture`` needs when it runs: reading, telling."""
