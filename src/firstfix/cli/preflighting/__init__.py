"""What ``firstfix preflight`` needs when it runs: reading, carrying out, telling."""
