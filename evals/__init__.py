"""From cases to a verdict. So far: the measurements of ``evals/benchmarks``, and the cases that the tests run."""
