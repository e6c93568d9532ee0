using System.Globalization;

namespace Parhelion.Tests;

/// <summary>How much a run tries of what would take long: a sample, or everything with <c>./run test --all</c>.</summary>
internal static class Sampling
{
    /// <summary>Whether everything is tried: <c>PARHELION_TEST_ALL=1</c>.</summary>
    public static bool IsWhole { get; } = Environment.GetEnvironmentVariable("PARHELION_TEST_ALL") == "1";

    /// <summary>Decides which cases a sample has. Another one in each run, unless <c>PARHELION_TEST_SEED</c> names it.</summary>
    public static int Seed { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("PARHELION_TEST_SEED"), CultureInfo.InvariantCulture, out var asked) ? asked : Random.Shared.Next();

    /// <summary>How often something is repeated whose cases are random.</summary>
    public static int Times(int sample, int whole) => IsWhole ? whole : sample;

    /// <summary>So many of the cases, or all of them. The same seed gives the same cases.</summary>
    public static IReadOnlyList<T> Some<T>(IEnumerable<T> cases, int count) => IsWhole ? [.. cases] : [.. Shuffled(cases).Take(count)];

    /// <summary>Each row with some columns, so that each row and each column is there at least once; or each row with each column.</summary>
    public static IReadOnlyList<(TRow Row, TColumn Column)> Pairs<TRow, TColumn>(IEnumerable<TRow> rows, IEnumerable<TColumn> columns)
    {
        if (IsWhole) return [.. rows.SelectMany(_ => columns, (row, column) => (row, column))];
        // By different numbers: a square matrix would otherwise have its diagonal only.
        var (someRows, someColumns) = (Shuffled(rows), Shuffled(columns, 1));
        return [.. Enumerable.Range(0, Math.Max(someRows.Length, someColumns.Length)).Select(i => (someRows[i % someRows.Length], someColumns[i % someColumns.Length]))];
    }

    private static T[] Shuffled<T>(IEnumerable<T> cases, int offset = 0)
    {
        T[] all = [.. cases];
        new Random(unchecked(Seed + offset)).Shuffle(all);
        return all;
    }
}
