using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Parhelion.Core.Blobs;
using Parhelion.Server.Configuration;
using Parhelion.Server.Setup;
using Parhelion.Server.Tests.Faults;
using Parhelion.Server.Tests.Homes;
using Parhelion.Testing;

namespace Parhelion.Server.Tests;

/// <summary>The first run, later runs, and settings that cannot be served with.</summary>
public sealed partial class StartTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-start-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task First_run_prints_a_curl_line_that_works_and_later_ones_no_secret()
    {
        string line;
        string media;
        await using (var first = await ServerProcess.StartAsync(directory, "--Logging:LogLevel:Parhelion=Debug"))
        {
            await Uploads.WaitAsync(() => first.Output.Contains("curl", StringComparison.Ordinal), () => first.Output);
            line = first.Output.Split('\n').Single(text => text.Contains("curl", StringComparison.Ordinal)).Trim();
            using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", line]) { UseShellExecute = false, RedirectStandardOutput = true })!;
            var answer = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            Assert.StartsWith("{\"attachment\":{\"mediaUrl\":\"http", answer, StringComparison.Ordinal);
            media = new Uri(answer.Split('"')[5]).AbsolutePath;
            await Uploads.WaitAsync(
                () => first.Output.Contains("Stored attachment", StringComparison.Ordinal) && first.Output.Contains("RequestId:", StringComparison.Ordinal), () => first.Output);
            Assert.DoesNotContain(media, first.Output, StringComparison.Ordinal);
            Assert.Equal("Hello from Parhelion\n", await first.Client.GetStringAsync(media, TestContext.Current.CancellationToken));
            Assert.Contains(Path.Combine(directory, "credentials.json"), first.Output, StringComparison.Ordinal);
        }

        foreach (var file in (string[])["credentials.json", "master.key"])
        {
            if (OperatingSystem.IsWindows()) break;
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(directory, file)));
        }

        await using var second = await ServerProcess.StartAsync(directory);
        Assert.DoesNotContain("secret", second.Output, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("Hello from Parhelion\n", await second.Client.GetStringAsync(media, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Another_master_key_than_that_of_the_stored_keys_is_refused()
    {
        var file = Path.Combine(directory, "master.key");
        await using (await StartHereAsync())
        {
        }

        var key = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(file, Convert.ToBase64String(new byte[32]), TestContext.Current.CancellationToken);
        Assert.Contains("another master key", (await Assert.ThrowsAsync<OperatorErrorException>(StartHereAsync)).Message, StringComparison.Ordinal);
        File.Delete(file);
        Assert.Contains("which has no master.key", (await Assert.ThrowsAsync<OperatorErrorException>(StartHereAsync)).Message, StringComparison.Ordinal);
        var (exitCode, output) = await ServerProcess.RunAsync("keys", "create", $"--Parhelion:DataDirectory={directory}");
        Assert.Equal(2, exitCode);
        Assert.Contains("which has no master.key", output, StringComparison.Ordinal);
        // One that was made in its place would open nothing.
        Assert.False(File.Exists(file));
        await File.WriteAllTextAsync(file, key, TestContext.Current.CancellationToken);
        await using var again = await StartHereAsync();
    }

    [Theory]
    [InlineData("http://media.example.org", false)]
    [InlineData("https://media.example.org", true)]
    [InlineData("http://localhost:5480", true)]
    public async Task Cookie_for_other_sites_needs_tls_or_the_machine_itself(string media, bool starts)
    {
        var start = ParhelionServer.StartAsync(
            options => (options.Settings["Media:CookieCrossSite"], options.Settings["MediaBaseUrl"]) = ("true", media), TestContext.Current.CancellationToken);

        if (starts) await (await start).DisposeAsync();
        else Assert.Contains("over https only", (await Assert.ThrowsAsync<OperatorErrorException>(() => start)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Durability=Half", "Parhelion:Durability is 'Half'; it must be one of Full, Os.")]
    [InlineData("Limits:UploadBytes=many", "Parhelion:Limits:UploadBytes is 'many'; it must be a whole number from 1 to")]
    [InlineData("Media:CacheSeconds=901", "Parhelion:Media:CacheSeconds is '901'; it must be a whole number from 0 to 900.")]
    [InlineData("PublicBaseUrl=ftp://x", "Parhelion:PublicBaseUrl is 'ftp://x'; it must be an absolute http or https URL")]
    [InlineData("Sweep:OrphanAge=soon", "Parhelion:Sweep:OrphanAge is 'soon'; it must be a duration such as")]
    [InlineData("Files:Extensions=png,exe", "Unknown file extensions: \"exe\"")]
    [InlineData("Files:Extensions=png,htm=text/html", "\"htm=text/html\" has a media type that programs or browsers execute")]
    [InlineData("Limits:UploadByte=5", "Parhelion:Limits:UploadByte is not a setting. The nearest is Parhelion:Limits:UploadBytes.")]
    [InlineData("Bootstrap:AccountKeyId=act_000000000000000000000000", "belong together: set both or none.")]
    [InlineData("Secrets:MasterKey=c2hvcnQ=", "its value is not shown")]
    [InlineData("OAuth:Clients:0:Name=x", "Parhelion:OAuth:Clients:0:Id must be 1 to 64 letters, digits, '.', '_' and '-'.")]
    [InlineData("OAuth:Clients:0:Id=x", "Parhelion:OAuth:Clients:0:RedirectUris is missing; it must have at least one URI.")]
    [InlineData("OAuth:Clients:0:Secret=short", "Parhelion:OAuth:Clients:0:Secret is invalid (its value is not shown); it must be at least 16 characters.")]
    [InlineData("OAuth:Clients:0:RedirectUris=https://bot.example/#x", "Parhelion:OAuth:Clients:0:RedirectUris has 'https://bot.example/#x'; each must be an absolute http or https URI")]
    [InlineData("OAuth:Clients:0:RedirectUris=javascript:alert(1)", "Parhelion:OAuth:Clients:0:RedirectUris has 'javascript:alert(1)'")]
    [InlineData("OAuth:Clients:0:RedirectUris=https://b\u00fccher.example/", "each must be an absolute http or https URI in ASCII")]
    [InlineData("Media:CookieCrossSite=yes", "Parhelion:Media:CookieCrossSite is 'yes'; it must be true or false.")]
    [InlineData("Media:AllowedOrigins=https://chat.example.org/page", "Parhelion:Media:AllowedOrigins is 'https://chat.example.org/page'; it must be an origin, such as")]
    [InlineData("Media:AllowedOrigins=*", "Parhelion:Media:AllowedOrigins is '*'; it must be an origin, such as")]
    public async Task Wrong_setting_stops_the_start_and_says_what_would_be_right(string setting, string message)
    {
        var fault = await Assert.ThrowsAsync<OperatorErrorException>(() => ParhelionHost.BuildAsync(
            [$"--Parhelion:DataDirectory={directory}", $"--Parhelion:{setting}"], cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2hvcnQ=", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Database:ConnectionString=Host=db;Password=hush", "Parhelion:Database:ConnectionString is set, but it works only with Parhelion:Database:Provider=Postgres.")]
    [InlineData("Database:Provider=Postgres", "Parhelion:Database:ConnectionString is missing; PostgreSQL needs one")]
    [InlineData("Database:Provider=Postgres", "Parhelion:Secrets:MasterKey is missing; all nodes that share a database need the same one.")]
    [InlineData("Database:Provider=Postgres Database:ConnectionString=Hots=db;Password=hush", "Parhelion:Database:ConnectionString is invalid (its value is not shown)")]
    [InlineData("Database:Provider=Postgres Sweep:OrphanAge=00:00:59", "Parhelion:Sweep:OrphanAge is '00:00:59'; if nodes share a database, it must be 00:01:00 or more")]
    [InlineData("Database:Provider=Postgres Database:ConnectionString=Username=parhelion;Password=hush", "it has no Host")]
    public async Task Database_that_is_described_wrongly_stops_the_start_and_its_password_is_not_shown(string settings, string message)
    {
        var fault = await Assert.ThrowsAsync<OperatorErrorException>(() => ParhelionHost.BuildAsync(
            [$"--Parhelion:DataDirectory={directory}", .. settings.Split(' ').Select(setting => $"--Parhelion:{setting}")], cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Database_that_cannot_be_used_stops_the_start_in_one_line()
    {
        await using var home = await Home.OpenAsync(HomeKind.PostgresDisk);
        home.Settings["Database:ConnectionString"] += ";Password=hush";

        var verified = await home.VerifyAsync();

        Assert.Equal(2, verified.ExitCode);
        Assert.Contains("Parhelion:Database:ConnectionString (its value is not shown): PostgreSQL refuses the user or the password (28P01", verified.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", verified.Output, StringComparison.Ordinal);
        Assert.Single(verified.Output.Trim().Split('\n'));
    }

    // Assemblies are mapped where they are loaded.
    [Theory]
    [InlineData(HomeKind.SqliteDisk)]
    [InlineData(HomeKind.PostgresDisk)]
    public async Task No_engine_is_loaded_that_is_not_asked_for(HomeKind kind)
    {
        await using var home = await Home.OpenAsync(kind);
        await using var server = await home.StartProcessAsync("Durability=Os");
        await server.UploadAsync(new ByteArrayContent("hello"u8.ToArray()), "a.txt");

        var loaded = server.MappedFiles();

        Assert.Contains(loaded, file => file.EndsWith("/Parhelion.Core.dll", StringComparison.Ordinal));
        Assert.Equal(kind == HomeKind.PostgresDisk, loaded.Any(file => file.EndsWith("/Npgsql.dll", StringComparison.Ordinal)));
        Assert.Equal(kind == HomeKind.SqliteDisk, loaded.Any(file => file.Contains("e_sqlite3", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_most_servers_are_never_asked_for_is_loaded_when_it_is_asked_for()
    {
        await using var server = await ServerProcess.StartAsync(directory);
        await server.UploadAsync(new ByteArrayContent("hello"u8.ToArray()), "a.txt");

        Assert.DoesNotContain(server.MappedFiles(), file => Rare().IsMatch(file) || Exporters().IsMatch(file));
        using var anonymous = new HttpClient { BaseAddress = server.Url };
        Assert.Contains("parhelion_uploads_total", await anonymous.GetStringAsync("/metrics", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains(server.MappedFiles(), file => Exporters().IsMatch(file));
        Assert.Contains("\"openapi\"", await server.Client.GetStringAsync("/openapi/v2.json", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains(server.MappedFiles(), file => Rare().IsMatch(file));
    }

    [Fact]
    public async Task Nothing_below_the_working_directory_is_watched()
    {
        await using var server = await ServerProcess.StartAsync(directory);

        Assert.Equal(0, server.Watches());
    }

    [Fact]
    public async Task Bootstrap_credentials_open_the_account()
    {
        var (id, secret) = ("act_" + new string('0', 24), new string('s', 40));
        await using var app = await ParhelionHost.BuildAsync(
            ["--urls", "http://127.0.0.1:0", $"--Parhelion:DataDirectory={directory}", $"--Parhelion:Bootstrap:AccountKeyId={id}", $"--Parhelion:Bootstrap:AccountKeySecret={secret}"],
            cancellationToken: TestContext.Current.CancellationToken);
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        client.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{id}:{secret}")));

        Assert.Equal("""{"apps":[],"meta":{"hasMore":false}}""", await client.GetStringAsync("/v2/apps", TestContext.Current.CancellationToken));
        Assert.False(File.Exists(Path.Combine(directory, "credentials.json")));
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Data_directory_has_one_master()
    {
        await using var first = await StartHereAsync();

        var fault = await Assert.ThrowsAsync<OperatorErrorException>(StartHereAsync);

        Assert.Contains("another Parhelion process is using", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_finds_what_is_missing_changed_or_left_over_and_the_sweep_takes_the_latter()
    {
        string lost;
        string changed;
        await using (var server = await StartHereAsync())
        {
            lost = await Uploads.UploadAsync(server, "lost"u8.ToArray(), "a.txt");
            changed = await Uploads.UploadAsync(server, "changed"u8.ToArray(), "a.txt");
            Assert.Equal(0, (await ServerProcess.VerifyAsync(directory, "--bytes")).ExitCode);

            File.Delete(BlobOf(lost));
            await File.WriteAllTextAsync(BlobOf(changed), "CHANGED", TestContext.Current.CancellationToken);
            using var client = server.CreateAnonymousClient();
            using var response = await client.GetAsync(new Uri(lost), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        }

        var orphan = Path.Combine(directory, "blobs", "00", "00", new string('A', 24));
        Directory.CreateDirectory(Path.GetDirectoryName(orphan)!);
        await File.WriteAllTextAsync(orphan, "orphan", TestContext.Current.CancellationToken);
        var staged = Path.Combine(directory, "staging", new string('B', 24));
        await File.WriteAllTextAsync(staged, "staged", TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(staged, DateTime.UtcNow.AddMinutes(-1));
        var foreign = Path.Combine(directory, "blobs", "note.txt");
        await File.WriteAllTextAsync(foreign, "foreign", TestContext.Current.CancellationToken);

        var verified = await ServerProcess.VerifyAsync(directory, "--bytes");

        Assert.Equal(1, verified.ExitCode);
        Assert.Contains($"missing blob: {TokenOf(lost)}", verified.Output, StringComparison.Ordinal);
        Assert.Contains($"wrong hash: {TokenOf(changed)}", verified.Output, StringComparison.Ordinal);
        Assert.Contains($"blob without a row: blobs/00/00/{new string('A', 24)}", verified.Output, StringComparison.Ordinal);
        Assert.Contains($"staged file: staging/{new string('B', 24)}", verified.Output, StringComparison.Ordinal);
        Assert.Contains("foreign file: blobs/note.txt", verified.Output, StringComparison.Ordinal);

        // Younger than the grace: left alone. Older: gone. Foreign: never touched.
        File.SetLastWriteTimeUtc(staged, DateTime.UtcNow.AddHours(-2));
        await using var again = await StartHereAsync();
        await Uploads.WaitAsync(() => !File.Exists(staged), () => "The staged file stays.");
        Assert.True(File.Exists(orphan));
        Assert.True(File.Exists(foreign));
    }

    [Fact]
    public async Task Removal_that_was_not_swept_is_swept_after_a_restart()
    {
        var store = new KeepingBlobStore(new DiskBlobStore(directory, Durability.Full, writesSegments: false));
        await using (var server = await ParhelionServer.StartAsync(
            options =>
            {
                options.DataDirectory = directory;
                options.ConfigureServices = services => services.AddSingleton<IBlobStore>(store);
            },
            TestContext.Current.CancellationToken))
        {
            var url = await Uploads.UploadAsync(server, Uploads.Png, "a.png");
            using var removed = await Uploads.RemoveAsync(server, url);
            Assert.Equal(HttpStatusCode.OK, removed.StatusCode);
            await Uploads.WaitAsync(() => store.Attempts > 0, () => "The sweep does not try.");
            Assert.True(File.Exists(BlobOf(url)));
            Assert.Equal(0, (await ServerProcess.VerifyAsync(directory)).ExitCode);
        }

        await using var again = await StartHereAsync();
        await Uploads.AssertNothingKeptAsync(again);
    }

    private static string TokenOf(string url) => url.Split('/')[^2];

    private string BlobOf(string url) => Directory.GetFiles(Path.Combine(directory, "blobs"), TokenOf(url), SearchOption.AllDirectories).Single();

    private Task<ParhelionServer> StartHereAsync() =>
        ParhelionServer.StartAsync(
            options =>
            {
                options.DataDirectory = directory;
                BlobFiles.Choose(options);
            },
            TestContext.Current.CancellationToken);

    // The description of the API, tokens, calls to webhooks.
    [GeneratedRegex(@"/(Microsoft\.OpenApi|Microsoft\.AspNetCore\.(Mvc|OpenApi)[^/]*|Scalar\.[^/]*|Microsoft\.IdentityModel\.[^/]*|System\.Net\.Http)\.dll$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rare();

    [GeneratedRegex(@"/OpenTelemetry[^/]*\.dll$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Exporters();
}
