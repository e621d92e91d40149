"""Site checks of work orders: runs judged anew, their findings, and what customers have to put right."""
