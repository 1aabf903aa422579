"""Three simulated agencies over one generated population: for the demo, the tests and the benchmarks."""
