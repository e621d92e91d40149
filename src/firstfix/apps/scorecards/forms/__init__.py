"""What the pages of scorecards show, in words."""
