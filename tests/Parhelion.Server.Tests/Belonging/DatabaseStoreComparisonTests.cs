using System.IO.Pipelines;
using Microsoft.Extensions.DependencyInjection;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Removing;
using Parhelion.Server.Tests.Homes;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Belonging;

/// <summary>Beside a server that works, a comparison calls nothing a fault that an upload or a deletion of this moment explains.</summary>
public sealed class DatabaseStoreComparisonTests
{
    private readonly List<string> reported = [];

    [Fact]
    public async Task Staged_file_is_a_fault_only_if_its_upload_cannot_run_any_more()
    {
        await using var home = await Home.OpenAsync(HomeKind.SqliteDisk);
        await using var server = await ParhelionServer.StartAsync(
            options =>
            {
                home.Configure(options);
                // The orphan scan of the start leaves both files alone.
                options.Settings["Sweep:OrphanAge"] = "1.00:00:00";
            },
            Token);
        foreach (var (name, age) in (ReadOnlySpan<(char, TimeSpan)>)[('A', TimeSpan.FromMinutes(1)), ('B', TimeSpan.FromMinutes(90))])
        {
            var file = Path.Combine(home.Directory, "staging", new string(name, 24));
            File.WriteAllText(file, "staged");
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow - age);
        }

        var (beside, lines) = await CompareAsync(server, TimeSpan.FromHours(1));
        Assert.Equal((1, 1), (beside.LeftOver, beside.InProgress));
        Assert.Equal($"staged file: staging/{new string('B', 24)} (6 bytes)", Assert.Single(lines));

        var (alone, _) = await CompareAsync(server, TimeSpan.Zero);
        Assert.Equal((2, 0), (alone.LeftOver, alone.InProgress));
    }

    [Theory]
    [InlineData(HomeKind.SqliteDisk)]
    [InlineData(HomeKind.PostgresCeph)]
    public async Task Blob_without_a_row_is_a_fault_only_if_it_is_still_there_a_second_later(HomeKind kind)
    {
        await using var home = await Home.OpenAsync(kind);
        await using var server = await ParhelionServer.StartAsync(home.Configure, Token);
        var blobs = server.Services.GetRequiredService<IBlobStore>();
        var (gone, left) = (BlobKey.New(), BlobKey.New());
        foreach (var key in (BlobKey[])[gone, left]) await blobs.WriteAsync(key, PipeReader.Create(new MemoryStream(new byte[10])), null, Token);

        var clock = new PauseClock();
        var comparing = CompareAsync(server, TimeSpan.FromHours(1), clock);
        await clock.Paused.WaitAsync(Token);
        Assert.Empty(await blobs.DeleteAsync([gone], Token));
        var (result, lines) = await comparing;

        Assert.Equal((1, 1), (result.LeftOver, result.Faults));
        Assert.Contains(left.Value, Assert.Single(lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Blobs_beyond_those_that_are_kept_for_a_second_look_are_reported_too()
    {
        await using var home = await Home.OpenAsync(HomeKind.SqliteDisk);
        await using var server = await ParhelionServer.StartAsync(home.Configure, Token);
        var blobs = server.Services.GetRequiredService<IBlobStore>();
        for (var i = 0; i < DatabaseStoreComparison.MaxSuspects + 3; i++) await blobs.WriteAsync(BlobKey.New(), PipeReader.Create(new MemoryStream(new byte[10])), null, Token);
        var clock = new PauseClock();
        var comparing = CompareAsync(server, TimeSpan.FromHours(1), clock);

        await clock.Paused.WaitAsync(Token);
        Assert.Equal(3, reported.Count);
        Assert.Equal(DatabaseStoreComparison.MaxSuspects + 3, (await comparing).Result.LeftOver);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<(DatabaseStoreComparisonResult Result, List<string> Lines)> CompareAsync(ParhelionServer server, TimeSpan uploadTime, TimeProvider? clock = null)
    {
        reported.Clear();
        var comparison = new DatabaseStoreComparison(server.Services.GetRequiredService<Database>(), server.Services.GetRequiredService<IBlobStore>(), uploadTime, clock);
        return (await comparison.RunAsync(reported.Add, readBytes: false, Token), [.. reported]);
    }

    /// <summary>Tells when somebody begins to wait.</summary>
    private sealed class PauseClock : TimeProvider
    {
        private readonly TaskCompletionSource paused = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Paused => paused.Task;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            paused.TrySetResult();
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
