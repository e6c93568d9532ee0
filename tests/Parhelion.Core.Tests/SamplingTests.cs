using Parhelion.Tests;

namespace Parhelion.Core.Tests;

/// <summary>What the sample of a matrix has, whichever number decides.</summary>
public sealed class SamplingTests
{
    [Theory]
    [InlineData(13, 23)]
    [InlineData(8, 3)]
    [InlineData(4, 4)]
    [InlineData(1, 1)]
    public void Sample_has_each_row_and_each_column(int rows, int columns)
    {
        var pairs = Sampling.Pairs(Enumerable.Range(0, rows), Enumerable.Range(0, columns));

        Assert.Equal(Enumerable.Range(0, rows), pairs.Select(pair => pair.Row).Distinct().Order());
        Assert.Equal(Enumerable.Range(0, columns), pairs.Select(pair => pair.Column).Distinct().Order());
        Assert.Equal(Sampling.IsWhole ? rows * columns : Math.Max(rows, columns), pairs.Distinct().Count());
    }

    [Fact]
    public void Sample_of_a_square_matrix_is_not_its_diagonal() =>
        Assert.Contains(Sampling.Pairs(Enumerable.Range(0, 64), Enumerable.Range(0, 64)), pair => pair.Row != pair.Column);

    [Fact]
    public void Sample_is_the_same_each_time_in_a_run() =>
        Assert.Equal(Sampling.Some(Enumerable.Range(0, 100), 5), Sampling.Some(Enumerable.Range(0, 100), 5));
}
