using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Server.Configuration;
using Parhelion.Server.Tests.Verbs;

namespace Parhelion.Server.Tests.Moving;

/// <summary>A start that is refused claims nothing: whatever refuses it, the database and the store are what they were. A finished copy shows it best, since
/// the first start that claims it ends what <c>migrate</c> may do.</summary>
public sealed class RefusedStartTests
{
    public static TheoryData<string> Targets { get; } = new(TestHome.Files, TestHome.Swift);

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task Copy_whose_start_was_refused_is_still_a_copy(string toKind)
    {
        await using var from = await TestHome.CreateAsync(TestHome.Files);
        await using var to = await TestHome.CreateAsync(toKind);
        await using (var server = await from.ServeAsync()) await Uploads.UploadAsync(server, Uploads.Png, "a.png");
        Assert.Equal(0, (await MigrateAsync(from, to)).ExitCode);
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        foreach (var (expected, settings) in Refusals(((IPEndPoint)taken.LocalEndpoint).Port)) await AssertRefusedAsync(to, expected, settings);
        var owner = await to.OpenBlobs().IdentityFile.ReadAsync(TestContext.Current.CancellationToken);
        await to.OpenBlobs().IdentityFile.WriteAsync(new StoreIdentity("0123456789abcdef01234567", 1), TestContext.Current.CancellationToken);
        await AssertRefusedAsync(to, "belong to installation 0123456789abcdef01234567", []);
        await to.OpenBlobs().IdentityFile.WriteAsync(owner!, TestContext.Current.CancellationToken);

        var again = await MigrateAsync(from, to);
        Assert.True(again.ExitCode == 0, again.Output);
        Assert.Contains("there was nothing left to copy", again.Output, StringComparison.Ordinal);
        await using var served = await to.ServeAsync();
    }

    // What is right in every other way must not hide what is wrong in one.
    private static IEnumerable<(string Expected, (string Name, string Value)[] Settings)> Refusals(int takenPort) =>
    [
        ("another master key", [("Secrets:MasterKey", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)))]),
        ("but another program listens there", [("Kestrel:Endpoints:Web:Url", $"http://127.0.0.1:{takenPort}")]),
        ("but another program listens there", [("Kestrel:Endpoints:Web:Url", $"http://*:{takenPort}")]),
        ("but another program listens there", [("Kestrel:Endpoints:Web:Url", $"http://localhost:{takenPort}")]),
        ("which this machine does not have", [("Kestrel:Endpoints:Web:Url", "http://192.0.2.1:0")]),
        ("whose folder is missing", [("Kestrel:Endpoints:Web:Url", "http://unix:/nowhere/http.sock")]),
        ("Kestrel:Endpoints:Web:Certificate:Path is missing", [("Kestrel:Endpoints:Web:Url", "https://127.0.0.1:0")]),
        ("which cannot be read", [("Kestrel:Endpoints:Web:Url", "https://127.0.0.1:0"), ("Kestrel:Endpoints:Web:Certificate:Path", "/nowhere.pem")]),
        ("Parhelion:Limits:UploadByte is not a setting", [("Limits:UploadByte", "5")]),
        ("which cannot be used", [("Blobs:Provider", "S3"), ("Blobs:S3:Endpoint", "http://127.0.0.1:1"), ("Blobs:S3:Bucket", "files"), ("Blobs:S3:AccessKey", "a"), ("Blobs:S3:SecretKey", "b")]),
    ];

    // A server that is killed between the two writes of its first start must not leave a copy that nobody can serve or copy to.
    [Fact]
    public async Task Copy_whose_first_start_broke_off_before_its_store_was_marked_is_served_by_the_next()
    {
        await using var from = await TestHome.CreateAsync(TestHome.Files);
        await using var to = await TestHome.CreateAsync(TestHome.Files);
        string url;
        await using (var server = await from.ServeAsync()) url = await Uploads.UploadAsync(server, Uploads.Png, "a.png");
        Assert.Equal(0, (await MigrateAsync(from, to)).ExitCode);

        await Assert.ThrowsAsync<OperatorErrorException>(() => to.ServeAsync(options => options.ConfigureServices = services => services.AddSingleton<IBlobStore>(new UnmarkableStore(to.OpenBlobs()))));

        var refused = await MigrateAsync(from, to);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("A server was started with the new database", refused.Output, StringComparison.Ordinal);
        await using (var served = await to.ServeAsync())
        {
            using var client = served.CreateAnonymousClient();
            Assert.Equal(Uploads.Png, await client.GetByteArrayAsync(new Uri(url).AbsolutePath, TestContext.Current.CancellationToken));
        }

        await using var database = to.OpenDatabase();
        Assert.Null((await database.ReadAsync(InstallationTable.ReadAsync, TestContext.Current.CancellationToken)).CopyOf);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task Empty_database_beside_the_store_of_another_installation_stays_empty(string kind)
    {
        await using var home = await TestHome.CreateAsync(kind);
        await home.OpenBlobs().IdentityFile.WriteAsync(new StoreIdentity("0123456789abcdef01234567", 1), TestContext.Current.CancellationToken);

        var refusal = await Assert.ThrowsAsync<OperatorErrorException>(() => home.ServeAsync());

        Assert.Contains("missing, empty or new", refusal.Message, StringComparison.Ordinal);
        if (kind == TestHome.Files) Assert.False(File.Exists(Path.Combine(home.Directory, "parhelion.db")));
        await using var database = home.OpenDatabase();
        Assert.Equal(0, await Migrations.VersionAsync(database, TestContext.Current.CancellationToken));
    }

    private static async Task AssertRefusedAsync(TestHome home, string expected, (string Name, string Value)[] settings)
    {
        var (rows, files) = (await RowsAsync(home), FilesOf(home));

        var refusal = await Assert.ThrowsAsync<OperatorErrorException>(() => home.ServeAsync(options =>
        {
            foreach (var (name, value) in settings) options.Settings[name] = value;
        }));

        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(files, FilesOf(home));
        Assert.Equal(rows, await RowsAsync(home));
    }

    private static async Task<List<string>> RowsAsync(TestHome home)
    {
        await using var database = home.OpenDatabase();
        var (record, mark) = (await database.ReadAsync(InstallationTable.ReadAsync, TestContext.Current.CancellationToken), await home.OpenBlobs().IdentityFile.ReadAsync(TestContext.Current.CancellationToken));
        return [$"{record}", $"{mark}", .. (await home.BlobsAsync()).Select(key => key.Value).Order(StringComparer.Ordinal), .. await home.DumpAsync()];
    }

    // Byte for byte, but for what belongs to a connection or a process.
    private static SortedDictionary<string, string> FilesOf(TestHome home)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.GetFiles(home.Directory, "*", SearchOption.AllDirectories))
        {
            if (Path.GetFileName(file) is "lock" or "parhelion.db-wal" or "parhelion.db-shm") continue;
            files[file] = Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)));
        }

        return files;
    }

    private static Task<(int ExitCode, string Output)> MigrateAsync(TestHome from, TestHome to) =>
        VerbRun.RunAsync(["migrate", .. from.Arguments("Parhelion"), .. to.Arguments("To")]);

    private sealed class UnmarkableStore(IBlobStore inner) : WrappedBlobStore(inner), IStoreIdentityFile
    {
        public override IStoreIdentityFile IdentityFile => this;

        public ValueTask<StoreIdentity?> ReadAsync(CancellationToken cancellationToken) => base.IdentityFile.ReadAsync(cancellationToken);

        public ValueTask WriteAsync(StoreIdentity mark, CancellationToken cancellationToken) => throw new IOException("The process was killed here.");
    }
}
