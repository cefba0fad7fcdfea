"""The steps of a round, one module each, in the order in which the office does them."""
