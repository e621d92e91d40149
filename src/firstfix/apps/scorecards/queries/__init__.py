"""What is read for scorecards: the ledger as a log, sums, pairs, boards, and the cases behind a figure."""
