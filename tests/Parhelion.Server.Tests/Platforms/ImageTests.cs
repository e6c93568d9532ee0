using System.Formats.Tar;
using System.Net;
using System.Security.Cryptography;
using Parhelion.Server.Tests.Faults;
using Parhelion.Testing;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.Platforms;

/// <summary>The container image, built by <c>./run image</c> and run by podman: with a read-only root file system, without any capability, as any user.</summary>
public sealed class ImageTests(ImageTests.Shared shared) : IClassFixture<ImageTests.Shared>, IDisposable
{
    private const string ServerUser = "5480:0";

    // As OpenShift chooses one: it has no name in the image, and the group is 0.
    private const string RandomUser = "1000710000:0";

    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-volume-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task Upload_finishes_during_a_stop_and_survives_a_kill()
    {
        var podman = await shared.Podman;
        var large = RandomNumberGenerator.GetBytes(50_000_000);
        Uploads.Png.CopyTo(large, 0);
        string path;
        await using (var container = await ServerContainer.StartAsync(podman, RandomUser, "data"))
        {
            Assert.Equal((0, "", ""), await container.ExecuteAsync("health", "--ready"));
            using var slow = new SlowContent(large);
            var upload = container.UploadAsync(slow, "large.png");
            await Uploads.WaitAsync(() => IsStagedAsync(podman), () => container.Output);
            await container.SignalAsync("TERM");
            await Uploads.WaitAsync(async () => await StatusAsync(container, "/readyz") == HttpStatusCode.ServiceUnavailable, () => container.Output);
            // The server still works, and should get no new requests.
            Assert.Equal(0, (await container.ExecuteAsync("health")).ExitCode);
            Assert.Equal(1, (await container.ExecuteAsync("health", "--ready")).ExitCode);
            slow.Finish();
            path = await upload;
            Assert.Equal(0, await container.ExitAsync());
        }

        await using (var container = await ServerContainer.StartAsync(podman, RandomUser, "data"))
        {
            Assert.Equal(large, await container.Client.GetByteArrayAsync(path, TestContext.Current.CancellationToken));
            path = await container.UploadAsync(new ByteArrayContent("small"u8.ToArray()), "small.txt");
            await container.SignalAsync("KILL");
            Assert.Equal(137, await container.ExitAsync());
        }

        await using var again = await ServerContainer.StartAsync(podman, RandomUser, "data");
        Assert.Equal("small", await again.Client.GetStringAsync(path, TestContext.Current.CancellationToken));
        Assert.DoesNotContain("fail:", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Volume_of_somebody_else_is_refused_in_words()
    {
        var podman = await shared.Podman;
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(directory, (UnixFileMode)0b111_101_101);

        foreach (var (user, text) in ((string, string)[])[(ServerUser, "user 'parhelion' (uid 5480)"), (RandomUser, "user with uid 1000710000")])
        {
            var (exitCode, output, errors) = await podman.TryAsync(Podman.RunArguments(user, "--network=none", $"--volume={directory}:/var/lib/parhelion", podman.Image));

            Assert.Equal((2, ""), (exitCode, output));
            Assert.Equal(
                $"Parhelion:DataDirectory is '/var/lib/parhelion', where 'lock' cannot be used: Access to the path '/var/lib/parhelion/lock' is denied; let the {text} read and write there, or choose another folder.",
                errors.Trim());
            Assert.Empty(Directory.EnumerateFileSystemEntries(directory));
        }
    }

    // Kubernetes gives a volume to the group fsGroup, and the process that group.
    [Fact]
    public async Task Volume_of_a_group_of_the_user_works()
    {
        var podman = await shared.Podman;
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(directory, (UnixFileMode)0b010_111_111_101);
        using (var chgrp = System.Diagnostics.Process.Start("chgrp", ["5480", directory])) Assert.Equal(0, await chgrp.EndAsync());

        await using var container = await ServerContainer.StartAsync(podman, "5480:5480", directory, "--env=Parhelion__PublicBaseUrl=http://container");

        var path = await container.UploadAsync(new ByteArrayContent("file"u8.ToArray()), "file.txt");
        Assert.Equal("file", await container.Client.GetStringAsync(path, TestContext.Current.CancellationToken));
        // What is made of the types of the API is the same although the program of the image is trimmed.
        await using var whole = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var client = whole.CreateAnonymousClient();
        Assert.Equal(
            await client.GetStringAsync("/openapi/v2.json", TestContext.Current.CancellationToken),
            (await container.Client.GetStringAsync("/openapi/v2.json", TestContext.Current.CancellationToken)).Replace("http://container", whole.Url.AbsoluteUri.TrimEnd('/'), StringComparison.Ordinal));
        Assert.Contains("scalar", await container.Client.GetStringAsync("/docs/", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Line_of_the_install_page_leads_to_a_first_upload()
    {
        var podman = await shared.Podman;
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "install.md"), TestContext.Current.CancellationToken);
        var line = page.Split('`').Single(part => part.StartsWith("podman load ", StringComparison.Ordinal));
        // What a browser would have downloaded.
        File.CreateSymbolicLink(Path.Combine(directory, $"parhelion-{podman.Image.Split(':')[1]}-linux-x64.oci.tar"), podman.Archive);

        await using var container = await ServerContainer.StartLineAsync(podman, directory, line);

        var path = await container.UploadAsync(new ByteArrayContent("hello"u8.ToArray()), "note.txt");
        Assert.Equal("hello", await container.Client.GetStringAsync(path, TestContext.Current.CancellationToken));
    }

    /// <summary>What takes minutes. Only <c>./run test --all</c> runs it (<c>eng/tasks/test</c>).</summary>
    public static TheoryData<string> Rare => [nameof(AssertSameBytesAsync), nameof(AssertRemoteStoresAsync)];

    [Theory]
    [MemberData(nameof(Rare))]
    public async Task Image_is_reproducible_and_runs_nodes_with_PostgreSQL_and_S3(string what)
    {
        var podman = await shared.Podman;
        await (what == nameof(AssertSameBytesAsync) ? AssertSameBytesAsync(podman) : AssertRemoteStoresAsync(podman));
    }

    [Fact]
    public async Task Image_has_what_the_server_needs_and_nothing_else()
    {
        var podman = await shared.Podman;
        using var layout = new ImageLayout(podman.Archive);
        var config = layout.Config.GetProperty("config");
        Assert.Equal(ServerUser, config.GetProperty("User").GetString());
        Assert.Equal("""["/opt/parhelion/Parhelion.Server"]""", config.GetProperty("Entrypoint").GetRawText());
        Assert.Equal("""["CMD","/opt/parhelion/Parhelion.Server","health"]""", config.GetProperty("Healthcheck").GetProperty("Test").GetRawText());
        Assert.Equal(podman.Image.Split(':')[1], config.GetProperty("Labels").GetProperty("org.opencontainers.image.version").GetString());

        var files = layout.Files;
        Assert.DoesNotContain(files, file => file.Name is "bin/sh" or "usr/bin/sh" or "usr/bin/bash" || file.Name.StartsWith("usr/bin/", StringComparison.Ordinal) || file.Name.EndsWith(".pdb", StringComparison.Ordinal));
        Assert.All(files.Where(file => file.Name.Trim('/') is not ("var/lib/parhelion" or "tmp")), file =>
            Assert.True(file is { Uid: 0, Gid: 0 } && (file.EntryType is TarEntryType.SymbolicLink || (file.Mode & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) == UnixFileMode.None), file.Name));
        Assert.Contains(files, file => file.Name == "var/lib/dpkg/status.d/libssl3");
        Assert.InRange(new FileInfo(podman.Archive).Length, 1, 120_000_000);
        Assert.InRange(files.Sum(file => file.Length), 1, 120_000_000);
    }

    // The trimmer takes away what no setting can reach. It has also taken the end of a lock that stood in a finally block, and the server stood still.
    [Fact]
    public async Task Trimmed_code_has_all_its_exception_handlers()
    {
        var program = (await shared.Podman).Program;
        string[] names = ["Core", "Postgres", "Rendering", "S3", "Server"];
        foreach (var name in names.Select(name => $"Parhelion.{name}.dll"))
        {
            var built = ExceptionHandlers.Count(Path.Combine(AppContext.BaseDirectory, name));
            var trimmed = ExceptionHandlers.Count(Path.Combine(program, name));

            // Sources that the compiler generates have other names elsewhere.
            trimmed = trimmed.Where(method => method.Key.StartsWith("Parhelion.", StringComparison.Ordinal)).ToDictionary();
            Assert.True(trimmed.Count > 100, name);
            Assert.Empty(trimmed.Where(method => built[method.Key] != method.Value).Select(method => $"{name}: {method.Key} has {method.Value} exception handlers of {built[method.Key]}"));
        }
    }

    private static async Task AssertRemoteStoresAsync(Podman podman)
    {
        await using var database = await PostgresServer.CreateDatabaseAsync();
        var store = await S3Engine.GetAsync("ceph");
        string[] settings =
        [
            "Parhelion__Database__Provider=Postgres", $"Parhelion__Database__ConnectionString={Reachable(database.ConnectionString)}",
            $"Parhelion__Secrets__MasterKey={Convert.ToBase64String(new byte[32])}",
            "Parhelion__Blobs__Provider=S3", $"Parhelion__Blobs__S3__Endpoint={Reachable(store.Endpoint.AbsoluteUri)}", $"Parhelion__Blobs__S3__Region={store.Region}",
            $"Parhelion__Blobs__S3__Bucket={await store.NewBucketAsync()}", $"Parhelion__Blobs__S3__AccessKey={store.AccessKey}", $"Parhelion__Blobs__S3__SecretKey={store.SecretKey}",
        ];

        await using var container = await ServerContainer.StartAsync(podman, RandomUser, "node", [.. settings.Select(setting => $"--env={setting}")]);

        var large = RandomNumberGenerator.GetBytes(20_000_000);
        Uploads.Png.CopyTo(large, 0);
        var path = await container.UploadAsync(new ByteArrayContent(large), "large.png");
        Assert.Equal(large, await container.Client.GetByteArrayAsync(path, TestContext.Current.CancellationToken));
        Assert.Equal(0, (await container.ExecuteAsync("verify", "--bytes")).ExitCode);
        await container.SignalAsync("TERM");
        Assert.Equal(0, await container.ExitAsync());
        Assert.DoesNotContain("fail:", container.Output, StringComparison.Ordinal);
    }

    private async Task AssertSameBytesAsync(Podman podman)
    {
        var second = Path.Combine(directory, "second.oci.tar");

        await podman.BuildAsync(second, "--program", podman.Program);

        await using var one = File.OpenRead(podman.Archive);
        await using var two = File.OpenRead(second);
        Assert.Equal(await SHA256.HashDataAsync(one, TestContext.Current.CancellationToken), await SHA256.HashDataAsync(two, TestContext.Current.CancellationToken));
    }

    private static string Reachable(string address) => address.Replace("127.0.0.1", ServerContainer.HostAddress, StringComparison.Ordinal);

    private static async Task<bool> IsStagedAsync(Podman podman)
    {
        var folder = (await podman.RunAsync("volume", "inspect", "--format={{.Mountpoint}}", "data")).Trim();
        return Uploads.Staged(folder).Length > 0;
    }

    private static async Task<HttpStatusCode> StatusAsync(ServerContainer container, string path)
    {
        using var answer = await container.Client.GetAsync(path, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    /// <summary>The image of all tests of this class, built for the first of them.</summary>
    public sealed class Shared : IAsyncDisposable
    {
        private readonly Lazy<Task<Podman>> podman = new(Platforms.Podman.CreateAsync);

        internal Task<Podman> Podman => podman.Value;

        public async ValueTask DisposeAsync()
        {
            if (podman.IsValueCreated && podman.Value.IsCompletedSuccessfully) await (await podman.Value).DisposeAsync();
        }
    }
}
