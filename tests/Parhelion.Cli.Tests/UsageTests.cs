namespace Parhelion.Cli.Tests;

/// <summary><c>usage</c> against a real server.</summary>
public sealed class UsageTests : ServerToolTests
{
    [Fact]
    public async Task Usage_is_shown_by_type_and_by_day()
    {
        var name = Tool.Sample("png");
        var sample = new FileInfo(Tool.PathOf(name)).Length;
        Assert.Equal(["total\t0\t0"], (await Tool.RunAsync("usage")).Good().Lines);
        var url = (await Tool.RunAsync("upload", name)).Good().Lines[0];
        (await Tool.RunAsync("upload", name)).Good();

        Assert.Equal([$"image/png\t2\t{2 * sample}", $"total\t2\t{2 * sample}"], (await Tool.RunAsync("usage")).Good().Lines);
        (await Tool.RunAsync("rm", url)).Good();

        var json = (await Tool.RunAsync("usage", "--json")).Good().Json[0];
        Assert.Equal((1, sample), (json.GetProperty("count").GetInt64(), json.GetProperty("bytes").GetInt64()));
        var days = (await Tool.RunAsync("usage", "--days")).Good().Lines.Select(line => line.Split('\t')).ToList();
        // Midnight may come between the upload and the deletion.
        Assert.Equal((2, 1), (days.Sum(day => int.Parse(day[1])), days.Sum(day => int.Parse(day[3]))));
        Assert.Equal((2 * sample, sample), (days.Sum(day => long.Parse(day[2])), days.Sum(day => long.Parse(day[4]))));
    }
}
