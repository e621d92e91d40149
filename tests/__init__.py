"""The tests, by what they touch: engines, commands, edges, journeys; and the rules of the tree itself."""
