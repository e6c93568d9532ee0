using System.Text;
using Parhelion.Server.Tests.Faults;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Verbs;

/// <summary>What is in the store, as <c>blobs</c> shows it beside a running server.</summary>
public sealed class BlobsCommandTests : IAsyncLifetime
{
    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-blobs-").FullName;
    private ParhelionServer server = null!;

    public async ValueTask InitializeAsync() =>
        server = await ParhelionServer.StartAsync(options => options.DataDirectory = directory, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Small_and_large_blobs_are_listed_and_read()
    {
        var (small, large) = (Encoding.UTF8.GetBytes("small\n"), Encoding.UTF8.GetBytes(new string('l', 200_000)));
        var (smallKey, largeKey) = (KeyOf(await Uploads.UploadAsync(server, small, "small.txt")), KeyOf(await Uploads.UploadAsync(server, large, "large.txt")));
        await File.WriteAllTextAsync(Path.Combine(directory, "blobs", "note.txt"), "foreign", TestContext.Current.CancellationToken);

        var (exitCode, output) = await ServerProcess.RunAsync("blobs", Setting);

        Assert.Equal(0, exitCode);
        Assert.Matches($@"blob +6 bytes  \d{{4}}-.*Z  segments/../../[0-9a-f]{{16}}\.segment:{smallKey}\n", output);
        Assert.Matches($@"blob +200000 bytes  .*Z  blobs/../../{largeKey}\n", output);
        Assert.Matches(@"foreign +7 bytes  .*Z  blobs/note\.txt\n", output);
        foreach (var (key, bytes) in ((string, byte[])[])[(smallKey, small), (largeKey, large)])
        {
            Assert.Equal((0, Encoding.UTF8.GetString(bytes)), await ServerProcess.RunAsync("blobs", "read", key, Setting));
        }
    }

    [Theory]
    [InlineData(1, "The store has no blob with this key.\n", "read", "AAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData(2, "'abc' is not the key of a blob; a key has 24 characters.\n", "read", "abc")]
    [InlineData(2, "'read' is not an action of blobs. Usage: blobs [list | read KEY]\n", "read")]
    public async Task What_cannot_be_read_is_one_sentence(int exitCode, string sentence, params string[] words) =>
        Assert.Equal((exitCode, sentence), await ServerProcess.RunAsync(["blobs", .. words, Setting]));

    private string Setting => $"--Parhelion:DataDirectory={directory}";

    private static string KeyOf(string url) => url.Split('/')[^2];
}
