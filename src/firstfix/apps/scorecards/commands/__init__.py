"""What can be done with scorecards; importing this package registers all of it."""
