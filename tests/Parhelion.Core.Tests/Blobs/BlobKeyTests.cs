using Parhelion.Core.Blobs;

namespace Parhelion.Core.Tests.Blobs;

public sealed class BlobKeyTests
{
    [Fact]
    public void Keys_begin_alike_in_runs_and_go_on_as_they_like()
    {
        const int Runs = 40;
        var keys = new BlobKey[Runs * BlobKey.Run];

        Parallel.For(0, keys.Length, i => keys[i] = BlobKey.New());

        Assert.Equal(keys.Length, keys.Select(key => key.Value[3..]).Distinct(StringComparer.Ordinal).Count());
        // Two runs begin alike by chance once in 65,536 times; other tests take keys from the same runs meanwhile.
        Assert.InRange(keys.Select(BlobNames.PrefixOf).Distinct().Count(), Runs - 2, keys.Length / 16);
        Assert.All(keys.GroupBy(BlobNames.PrefixOf), run => Assert.InRange(run.Count(), 1, 3 * BlobKey.Run));
    }
}
