"""Which tells a person from their sister, and how fast: our matching beside its peers, on the same data, in one run?"""
