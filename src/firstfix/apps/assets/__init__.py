"""What is installed and what is in stock: products, assets, parts, moves, reservations."""
