using System.Reflection;
using BenchmarkDotNet.Attributes;

namespace Parhelion.Benchmarks;

/// <summary>Runs the setup and the method of each benchmark once, with all its parameters and without measuring. A benchmark that throws is noticed this way
/// within a second, and not as a row without figures after minutes.</summary>
internal static class SingleRun
{
    /// <summary>Runs all benchmarks of this program and prints their names.</summary>
    /// <returns>Number of runs.</returns>
    public static async Task<int> AllAsync()
    {
        var runs = 0;
        foreach (var type in typeof(SingleRun).Assembly.GetExportedTypes())
        {
            var benchmarks = MethodsWith<BenchmarkAttribute>(type);
            if (benchmarks.Length == 0) continue;
            foreach (var values in Combinations(type))
            {
                var instance = Activator.CreateInstance(type)!;
                foreach (var (property, value) in values) property.SetValue(instance, value);
                foreach (var setup in MethodsWith<GlobalSetupAttribute>(type)) await InvokeAsync(setup, instance);
                foreach (var benchmark in benchmarks)
                {
                    await InvokeAsync(benchmark, instance);
                    Console.WriteLine($"{type.Name}.{benchmark.Name} {string.Join(' ', values.Select(pair => $"{pair.Property.Name}={pair.Value}"))}".TrimEnd());
                    runs++;
                }

                foreach (var cleanup in MethodsWith<GlobalCleanupAttribute>(type)) await InvokeAsync(cleanup, instance);
            }
        }

        return runs;
    }

    private static MethodInfo[] MethodsWith<T>(Type type)
        where T : Attribute => [.. type.GetMethods().Where(method => method.GetCustomAttribute<T>() is not null)];

    // Every value of each parameter with every value of the others.
    private static List<List<(PropertyInfo Property, object? Value)>> Combinations(Type type)
    {
        List<List<(PropertyInfo Property, object? Value)>> all = [[]];
        foreach (var property in type.GetProperties())
        {
            if (property.GetCustomAttribute<ParamsAttribute>() is not { } parameters) continue;
            all = [.. all.SelectMany(before => parameters.Values, (before, value) => before.Append((property, value)).ToList())];
        }

        return all;
    }

    private static async Task InvokeAsync(MethodInfo method, object instance)
    {
        switch (method.Invoke(instance, null))
        {
            case Task task:
                await task;
                break;
            case ValueTask task:
                await task;
                break;
        }
    }
}
