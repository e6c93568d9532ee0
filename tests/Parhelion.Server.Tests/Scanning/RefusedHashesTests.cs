using System.Security.Cryptography;
using Parhelion.Core.Scanning;
using Parhelion.Server.Configuration;
using Parhelion.Server.Tests.Faults;
using Parhelion.Server.Tests.Links;
using Parhelion.Server.Tests.Resumable;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Scanning;

/// <summary>The list of hashes that are refused, without any scanner.</summary>
public sealed class RefusedHashesTests : IDisposable
{
    private static readonly byte[] Refused = Malware.Clean(1000);
    private static readonly byte[] Other = Malware.Clean(2000);

    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-hashes-").FullName;

    private string List => Path.Combine(directory, "hashes.txt");

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void File_may_have_comments_empty_lines_names_and_upper_case()
    {
        File.WriteAllText(List, $"# ours\r\n\n  {HashOf(Refused).ToUpperInvariant()}  report.txt # seen in March\r\n{HashOf(Other)}");
        var hashes = new RefusedHashes(List);
        hashes.Load();

        Assert.Equal(2, hashes.Count);
        Assert.True(hashes.Contains(SHA256.HashData(Refused)) && hashes.Contains(SHA256.HashData(Other)));
        Assert.False(hashes.Contains(SHA256.HashData(Malware.Eicar)));
    }

    [Theory]
    [InlineData("0123", "line 2 is not a SHA-256, which has 64 hexadecimal digits")]
    [InlineData("g123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "line 2 is not a SHA-256, which has 64 hexadecimal digits")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0", "line 2 is not a SHA-256, which has 64 hexadecimal digits")]
    [InlineData("d41d8cd98f00b204e9800998ecf8427e", "line 2 is not a SHA-256, which has 64 hexadecimal digits")]
    public void Line_that_is_no_hash_is_named_and_the_list_stays(string line, string message)
    {
        File.WriteAllText(List, HashOf(Refused));
        var hashes = new RefusedHashes(List);
        hashes.Load();
        File.WriteAllText(List, $"{HashOf(Other)}\n{line}\n");

        Assert.Equal(message, Assert.Throws<InvalidDataException>(hashes.Load).Message);
        Assert.True(hashes.Contains(SHA256.HashData(Refused)));
        Assert.False(hashes.Contains(SHA256.HashData(Other)));
    }

    [Fact]
    public void Line_without_an_end_is_not_read_into_memory()
    {
        File.WriteAllText(List, new string('a', 1_000_000));

        Assert.Equal("a line has more than 8192 characters", Assert.Throws<InvalidDataException>(new RefusedHashes(List).Load).Message);
    }

    [Fact]
    public async Task File_on_the_list_is_refused_on_every_way()
    {
        await File.WriteAllTextAsync(List, HashOf(Refused), TestContext.Current.CancellationToken);
        await using var server = await ParhelionServer.StartAsync(options => options.Settings["Files:RefusedHashes"] = List, TestContext.Current.CancellationToken);
        using var client = server.CreateClient();

        Assert.Equal((415, "malware_detected"), await LinkedUploads.TryAsync(client, Uploads.PathOf(server), Refused, "a.txt"));
        Assert.Equal((201, null), await LinkedUploads.TryAsync(client, Uploads.PathOf(server), Other, "a.txt"));
        var url = await UploadRequests.CreateTusAsync(server, Refused.Length);
        using var first = await UploadRequests.TusAsync(client, "PATCH", url, Refused[..300], ("Upload-Offset", "0"));
        using var tus = await UploadRequests.TusAsync(client, "PATCH", url, Refused[300..], ("Upload-Offset", "300"));
        Assert.Equal((204, 415), ((int)first.StatusCode, (int)tus.StatusCode));
        using var draft = await UploadRequests.SendAsync(
            client, "POST", Uploads.PathOf(server), new ByteArrayContent(Refused), ("Upload-Complete", "?1"), ("Content-Disposition", "inline; filename=\"a.txt\""));
        Assert.Equal((415, "File rejected. Malware found"), ((int)draft.StatusCode, await Uploads.TitleOfAsync(draft)));
    }

    [Theory]
    [InlineData(null, "which does not exist; create it, or leave the setting out.")]
    [InlineData("x", "which is no list of hashes: line 1 is not a SHA-256, which has 64 hexadecimal digits.")]
    public async Task Server_with_a_faulty_list_does_not_start(string? text, string reason)
    {
        if (text is not null) await File.WriteAllTextAsync(List, text, TestContext.Current.CancellationToken);

        var fault = await Assert.ThrowsAsync<OperatorErrorException>(
            () => ParhelionServer.StartAsync(options => options.Settings["Files:RefusedHashes"] = List, TestContext.Current.CancellationToken));
        var (exitCode, output) = await ServerProcess.RunAsync(
            "serve", "--urls", "http://127.0.0.1:0", $"--Parhelion:DataDirectory={Path.Combine(directory, "data")}", $"--Parhelion:Files:RefusedHashes={List}");

        Assert.Equal($"Parhelion:Files:RefusedHashes is '{List}', {reason}", fault.Message);
        Assert.Equal((2, $"Parhelion:Files:RefusedHashes is '{List}', {reason}"), (exitCode, output.Trim()));
    }

    [Fact]
    public async Task List_is_read_again_on_SIGHUP_and_a_faulty_one_is_not()
    {
        await File.WriteAllTextAsync(List, HashOf(Other), TestContext.Current.CancellationToken);
        await using var server = await ServerProcess.StartAsync(Path.Combine(directory, "data"), $"Files:RefusedHashes={List}");
        Assert.Equal(201, await StatusAsync(server, Refused));
        await File.WriteAllTextAsync(List, $"{HashOf(Refused)}\n{HashOf(Malware.Eicar)}\n{HashOf([])}", TestContext.Current.CancellationToken);

        server.HangUp();
        await Uploads.WaitAsync(() => server.Output.Contains("Files:RefusedHashes has 3 hashes", StringComparison.Ordinal), () => server.Output);
        Assert.Equal((415, 201), (await StatusAsync(server, Refused), await StatusAsync(server, Other)));

        await File.WriteAllTextAsync(List, "no hash", TestContext.Current.CancellationToken);
        server.HangUp();
        await Uploads.WaitAsync(() => server.Output.Contains("the 3 hashes of before stay", StringComparison.Ordinal), () => server.Output);
        Assert.Equal((415, 201), (await StatusAsync(server, Refused), await StatusAsync(server, Other)));
    }

    private static async Task<int> StatusAsync(ServerProcess server, byte[] file) => (await server.UploadAsync(new ByteArrayContent(file), "a.txt")).Status;

    private static string HashOf(byte[] file) => Convert.ToHexStringLower(SHA256.HashData(file));
}
