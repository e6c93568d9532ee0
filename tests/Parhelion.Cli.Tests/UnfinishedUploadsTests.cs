using Parhelion.Cli.Transfers;

namespace Parhelion.Cli.Tests;

/// <summary>The files that keep unfinished uploads: few, not old, and one for each upload.</summary>
public sealed class UnfinishedUploadsTests : IDisposable
{
    private static readonly ResumableUpload Some = new(new Uri("http://127.0.0.1/uploads/x"), new FileInfo(typeof(UnfinishedUploads).Assembly.Location).Length);

    private readonly string folder = Directory.CreateTempSubdirectory("parhelion-state-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Files_older_than_a_day_are_deleted()
    {
        var (old, draft, young) = (Touch(NameOf(1), TimeSpan.FromHours(25)), Touch($"{NameOf(2)}.{new string('a', 32)}", TimeSpan.FromHours(25)), Touch(NameOf(3), TimeSpan.FromHours(23)));
        string[] others = [Touch("notes.json", TimeSpan.FromHours(25)), Touch($"{NameOf(4)}.bak", TimeSpan.FromHours(25)), Touch($"{NameOf(5)}\n", TimeSpan.FromHours(25))];

        Uploads().Find(Identity());

        Assert.Equal((false, false, true), (File.Exists(old), File.Exists(draft), File.Exists(young)));
        Assert.All(others, other => Assert.True(File.Exists(other), other));
    }

    [Fact]
    public void There_are_at_most_a_thousand_files()
    {
        for (var i = 0; i < 1100; i++) Touch(NameOf(i), TimeSpan.FromMinutes(i));

        Uploads().Find(Identity())!.Keep(Some);

        Assert.Equal(1000, Directory.GetFiles(folder).Length);
        Assert.True(File.Exists(Path.Combine(folder, NameOf(998))));
        Assert.False(File.Exists(Path.Combine(folder, NameOf(999))));
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

    [Fact]
    public void A_claim_does_not_make_a_record_younger()
    {
        Uploads().Find(Identity())!.Keep(Some);
        var file = Assert.Single(Directory.GetFiles(folder));
        var written = TimeProvider.System.GetUtcNow().UtcDateTime - TimeSpan.FromHours(23);
        File.SetLastWriteTimeUtc(file, written);

        Assert.NotNull(Uploads().Find(Identity())!.Claim());

        Assert.Equal(written, File.GetLastWriteTimeUtc(file));
    }

    [Theory]
    [InlineData("http://127.0.0.1", 1)]
    [InlineData("https://127.0.0.1", 0)]
    public void A_record_of_another_length_or_without_encryption_is_no_record(string host, int more)
    {
        var identity = Identity() with { Host = host };
        Uploads().Find(identity)!.Keep(new ResumableUpload(Some.Url, Some.Length + more));

        Assert.Null(Uploads().Find(identity)!.Claim());
    }

    [Theory]
    [InlineData("readable")]
    [InlineData("link")]
    public void What_others_may_have_written_is_no_record(string what)
    {
        if (OperatingSystem.IsWindows()) return;
        Uploads().Find(Identity())!.Keep(Some);
        var file = Assert.Single(Directory.GetFiles(folder));
        if (what == "readable")
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        }
        else
        {
            File.Move(file, $"{file}.other");
            File.CreateSymbolicLink(file, $"{file}.other");
        }

        Assert.Null(Uploads().Find(Identity())!.Claim());
    }

    [Fact]
    public void Nobody_else_reads_the_folder_and_no_draft_stays()
    {
        if (OperatingSystem.IsWindows()) return;
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        Directory.CreateDirectory(Path.Combine(folder, Identity().ToFileName()));
        var record = Uploads().Find(Identity())!;

        record.Keep(Some);

        Assert.False(record.IsKept);
        Assert.Empty(Directory.GetFiles(folder));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
    }

    private static string NameOf(int number) => $"{number:x64}.json";

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
