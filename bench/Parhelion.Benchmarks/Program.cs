using BenchmarkDotNet.Running;
using Parhelion.Benchmarks;

// ./run bench inner [FILTER]; "once" runs each benchmark once, without measuring.
if (args is ["once"]) return await SingleRun.AllAsync() > 0 ? 0 : 1;
BenchmarkSwitcher.FromAssembly(typeof(MultipartScan).Assembly).Run(args);
return 0;
