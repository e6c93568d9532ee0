using BenchmarkDotNet.Running;
using Parhelion.Benchmarks;

// ./run bench inner [FILTER]
BenchmarkSwitcher.FromAssembly(typeof(MultipartScan).Assembly).Run(args);
