"""The pages that show more than one capability, and the edge that takes commands from all pages."""
