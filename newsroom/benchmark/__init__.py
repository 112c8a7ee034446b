"""What `bench` measures by: every kind of page of a paper, and papers to ask for them."""
