using Parhelion.Cli.Transfers;

namespace Parhelion.Cli.Tests;

/// <summary>The files that keep unfinished uploads: few, not old, and one for each upload.</summary>
public sealed class UnfinishedUploadsTests : IDisposable
{
    private static readonly ResumableUpload Some = new(new Uri("http://127.0.0.1/uploads/x"), 7);

    private readonly string folder = Directory.CreateTempSubdirectory("parhelion-state-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Files_older_than_a_day_are_deleted()
    {
        var (old, young) = (Touch("old.json", TimeSpan.FromHours(25)), Touch("young.json", TimeSpan.FromHours(23)));

        Uploads().Find(Identity());

        Assert.Equal((false, true), (File.Exists(old), File.Exists(young)));
    }

    [Fact]
    public void There_are_at_most_a_thousand_files()
    {
        for (var i = 0; i < 1100; i++) Touch($"{i}.json", TimeSpan.FromMinutes(i));

        Uploads().Find(Identity())!.Keep(Some);

        Assert.Equal(1000, Directory.GetFiles(folder).Length);
        Assert.True(File.Exists(Path.Combine(folder, "998.json")));
        Assert.False(File.Exists(Path.Combine(folder, "999.json")));
    }

    [Fact]
    public void A_later_run_takes_over()
    {
        var (first, second) = (Uploads().Find(Identity())!, Uploads().Find(Identity())!);
        Assert.Null(first.Claim());
        first.Keep(Some);
        first.RequireOwn();

        var claimed = second.Claim();

        Assert.Equal((Some.Url, Some.Length), (claimed!.Url, claimed.Length));
        Assert.Throws<UploadTakenOverException>(first.RequireOwn);
        first.Forget();
        second.RequireOwn();
        Assert.Single(Directory.GetFiles(folder));
        second.Forget();
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public void Each_part_of_the_identity_makes_another_file()
    {
        var (one, two) = (Touch("one.bin", TimeSpan.Zero), Touch("two.bin", TimeSpan.FromHours(1)));
        UploadIdentity[] identities =
        [
            Identity(), Identity() with { Host = "http://other" }, Identity() with { AppId = "b" }, Identity() with { Properties = ["a", "bc"] },
            Identity() with { Properties = ["ab", "c"] }, Identity() with { Properties = ["ab", "c", null] }, Identity() with { File = new FileInfo(one) },
            Identity() with { File = new FileInfo(two) },
        ];

        Assert.Equal(identities.Length, identities.Select(identity => identity.ToFileName()).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(Identity().ToFileName(), Identity().ToFileName());
    }

    private UploadIdentity Identity() => new("http://127.0.0.1", "a", ["public"], new FileInfo(typeof(UnfinishedUploads).Assembly.Location));

    private UnfinishedUploads Uploads() => new(folder, TimeProvider.System);

    private string Touch(string name, TimeSpan age)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, "{}");
        File.SetLastWriteTimeUtc(path, TimeProvider.System.GetUtcNow().UtcDateTime - age);
        return path;
    }
}
