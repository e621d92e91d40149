"""Planning: what a plan is made from, what a proposal would change, and where one more visit would fit."""
