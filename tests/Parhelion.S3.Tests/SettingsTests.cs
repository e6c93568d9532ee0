using System.Net.Sockets;
using Parhelion.Core.Blobs;
using Parhelion.Server.Configuration;
using Parhelion.Server.Storage;
using Parhelion.Server.Tests.Faults;
using Parhelion.Testing;

namespace Parhelion.S3.Tests;

/// <summary>The settings of S3: what is wrong is named, what is secret is not shown, and what is not used is not loaded.</summary>
public sealed class SettingsTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-s3-settings-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Theory]
    [InlineData("Blobs:S3:Bucket is missing", "Blobs:Provider=S3")]
    [InlineData("belong together", "Blobs:Provider=S3", "Blobs:S3:Bucket=b", "Blobs:S3:AccessKey=a")]
    [InlineData("belong together", "Blobs:Provider=S3", "Blobs:S3:Bucket=b", "Blobs:S3:SecretKey=the-secret")]
    [InlineData("Blobs:S3:Endpoint is 'here'", "Blobs:Provider=S3", "Blobs:S3:Bucket=b", "Blobs:S3:Endpoint=here")]
    [InlineData("redirects work only with the provider S3", "Media:Delivery=Redirect")]
    public async Task Wrong_settings_stop_the_start(string fault, params string[] settings)
    {
        var start = ParhelionServer.StartAsync(
            options =>
            {
                foreach (var setting in settings) options.Settings[setting.Split('=')[0]] = setting.Split('=')[1];
            },
            TestContext.Current.CancellationToken);

        var message = (await Assert.ThrowsAsync<OperatorErrorException>(() => start)).Message;

        Assert.Contains(fault, message, StringComparison.Ordinal);
        Assert.DoesNotContain("the-secret", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_do_not_print_the_secret() =>
        Assert.DoesNotContain("the-secret", new StorageSettings { DataDirectory = "data", S3 = new S3Options { Bucket = "b", SecretKey = "the-secret" } }.ToString(), StringComparison.Ordinal);

    [Fact]
    public async Task Server_over_files_loads_nothing_of_the_sdk()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("Reads /proc.");
        await using var server = await ServerProcess.StartAsync(directory);
        var (status, path) = await server.UploadAsync(new ByteArrayContent(ServerTests.Png(5000)), "a.png");
        Assert.Equal(201, status);
        Assert.Equal(5000, (await server.Client.GetByteArrayAsync(path, TestContext.Current.CancellationToken)).Length);

        var files = server.MappedFiles();

        Assert.Contains(files, file => file.EndsWith("/Parhelion.Core.dll", StringComparison.Ordinal));
        Assert.DoesNotContain(files, file => file.Contains("AWSSDK", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Own_key_asks_nobody_else_for_credentials()
    {
        // Where the SDK would ask: the metadata of a machine in the cloud, and profiles in a file.
        using var metadata = new TcpListener(System.Net.IPAddress.Loopback, 0);
        metadata.Start();
        var profiles = Path.Combine(directory, "profiles");
        await File.WriteAllTextAsync(profiles, "[default]\naws_access_key_id = stranger\naws_secret_access_key = stranger\nregion = nowhere\n", TestContext.Current.CancellationToken);
        Environment.SetEnvironmentVariable("AWS_EC2_METADATA_SERVICE_ENDPOINT", $"http://{metadata.LocalEndpoint}");
        Environment.SetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE", profiles);
        using var store = new S3BlobStore(
            new S3Options { Endpoint = new Uri("http://127.0.0.1:1"), Bucket = "bucket", AccessKey = "ours", SecretKey = "secret", Retries = 0 }, directory);

        var url = await store.PresignAsync(BlobKey.New(), TimeSpan.FromMinutes(1), new PresignedResponseHeaders("a/b", "inline", "no-store"));
        await Assert.ThrowsAsync<IOException>(() => store.CheckAsync(TestContext.Current.CancellationToken));

        Assert.Contains("X-Amz-Credential=ours%2F", url.Query, StringComparison.Ordinal);
        Assert.False(metadata.Pending());
    }

    [Theory]
    [InlineData("eu-central-1", null, "https://bucket.s3.eu-central-1.amazonaws.com/blobs/")]
    [InlineData("eu-central-1", true, "https://s3.eu-central-1.amazonaws.com/bucket/blobs/")]
    public async Task Without_an_endpoint_the_store_is_amazons(string region, bool? pathStyle, string begins)
    {
        using var store = new S3BlobStore(new S3Options { Bucket = "bucket", Region = region, ForcePathStyle = pathStyle, AccessKey = "ours", SecretKey = "secret" }, directory);

        var url = await store.PresignAsync(BlobKey.New(), TimeSpan.FromMinutes(1), new PresignedResponseHeaders("a/b", "inline", "no-store"));

        Assert.StartsWith(begins, url.AbsoluteUri, StringComparison.Ordinal);
        Assert.Contains($"{region}%2Fs3", url.Query, StringComparison.Ordinal);
    }
}
