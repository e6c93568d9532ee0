using Parhelion.Core.Serving;

namespace Parhelion.Core.Tests.Serving;

public sealed class ByteRangeTests
{
    [Theory]
    [InlineData(null, 10, RangeOutcome.WholeFile, 0, 10)]
    [InlineData("bytes=0-3", 10, RangeOutcome.Partial, 0, 4)]
    [InlineData("bytes=8-99", 10, RangeOutcome.Partial, 8, 2)]
    [InlineData("bytes=-3", 10, RangeOutcome.Partial, 7, 3)]
    [InlineData("bytes=-99", 10, RangeOutcome.Partial, 0, 10)]
    [InlineData("bytes=-99999999999999999999", 10, RangeOutcome.Partial, 0, 10)]
    [InlineData("bytes=10-", 10, RangeOutcome.NotSatisfiable, 0, 10)]
    [InlineData("bytes=-0", 10, RangeOutcome.NotSatisfiable, 0, 10)]
    [InlineData("bytes=0-", 0, RangeOutcome.NotSatisfiable, 0, 0)]
    // No Content-Range can name a part of nothing.
    [InlineData("bytes=-5", 0, RangeOutcome.WholeFile, 0, 0)]
    [InlineData("bytes=3-1", 10, RangeOutcome.WholeFile, 0, 10)]
    [InlineData("bytes=0-1,3-4", 10, RangeOutcome.WholeFile, 0, 10)]
    [InlineData("lines=0-1", 10, RangeOutcome.WholeFile, 0, 10)]
    public void Range_is_a_part_of_the_file_or_none(string? header, long size, RangeOutcome outcome, long offset, long length)
    {
        Assert.Equal(outcome, ByteRange.Resolve(header, size, out var range));
        Assert.Equal(new ByteRange(offset, length), range);
    }
}
