"""Customers' problems and requests, from the first report to the verified closure."""
