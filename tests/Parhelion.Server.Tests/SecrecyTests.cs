using System.Diagnostics;
using System.Runtime.Versioning;
using Parhelion.Server.Configuration;
using Parhelion.Server.Setup;
using Parhelion.Server.Tests.Faults;

namespace Parhelion.Server.Tests;

/// <summary>Nobody but the owner reads what the server keeps, and the log tells nobody where files are.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SecrecyTests : IDisposable
{
    private const UnixFileMode Others = (UnixFileMode)0b111_111;

    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-secrecy-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task Files_are_their_owners_only_new_and_old_ones()
    {
        string url;
        await using (var first = await ServerProcess.StartAsync(directory))
        {
            url = (await first.UploadAsync(new StringContent("secret"), "a.txt")).MediaUrl!;
            Assert.Equal([], Loose());
            first.Terminate();
            await first.ExitAsync();
        }

        Loosen();
        Assert.NotEmpty(Loose());
        await using var server = await ServerProcess.StartAsync(directory);

        await Uploads.WaitAsync(() => Loose().Count == 0, () => $"Others can read {string.Join(", ", Loose())}");
        Assert.Equal("secret", await server.Client.GetStringAsync(url, TestContext.Current.CancellationToken));
    }

    // nginx reads the blobs as a member of the group.
    [Fact]
    public async Task Group_keeps_its_rights_where_nginx_sends_the_files()
    {
        string blob;
        await using (var first = await ServerProcess.StartAsync(directory, BlobFiles.Setting))
        {
            var (_, url) = await first.UploadAsync(new StringContent("secret"), "a.txt");
            blob = Directory.GetFiles(Path.Combine(directory, "blobs"), url!.Split('/')[^2], SearchOption.AllDirectories).Single();
            first.Terminate();
            await first.ExitAsync();
        }

        Loosen();
        await using var server = await ServerProcess.StartAsync(directory, "Media:Delivery=Accel", BlobFiles.Setting);

        await Uploads.WaitAsync(() => (File.GetUnixFileMode(blob) & (UnixFileMode)0b111) == UnixFileMode.None, () => "Others can read the file.");
        Assert.True(File.GetUnixFileMode(blob).HasFlag(UnixFileMode.GroupRead), "The group cannot read the file.");
    }

    // nginx reads the blobs by its name in the list.
    [Fact]
    public async Task Access_list_keeps_its_rights()
    {
        if (Run("setfacl", "-m", "u:nobody:x", directory) != 0) Assert.Skip("no access lists here");
        string[] folders = ["blobs", "staging", "partial"];
        foreach (var folder in folders) Directory.CreateDirectory(Path.Combine(directory, folder));
        foreach (var folder in folders) Assert.Equal(0, Run("setfacl", "-R", "-m", "u:nobody:rX,d:u:nobody:rX", Path.Combine(directory, folder)));

        await using var server = await ServerProcess.StartAsync(directory, "Media:Delivery=Accel", BlobFiles.Setting);
        var (_, url) = await server.UploadAsync(new StringContent("secret"), "a.txt");

        var blob = Directory.GetFiles(Path.Combine(directory, "blobs"), url!.Split('/')[^2], SearchOption.AllDirectories).Single();
        Assert.True(File.GetUnixFileMode(blob).HasFlag(UnixFileMode.GroupRead), "The list gives nginx no right to read.");
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(Path.Combine(directory, "parhelion.db")) & Others);
    }

    [Theory]
    [InlineData("Text")]
    [InlineData("Json")]
    public async Task Log_names_no_token_and_no_file_when_the_disk_fails(string format)
    {
        await using var server = await ServerProcess.StartAsync(directory, BlobFiles.Setting, "Sweep:OrphanAge=00:00:01", $"Logging:Format={format}");
        var (_, path) = await server.UploadAsync(new StringContent("secret"), "private-name.txt");
        var token = path!.Split('/')[^2];
        // A folder in place of the file: reading it and erasing it both fail.
        var blob = Directory.GetFiles(Path.Combine(directory, "blobs"), token, SearchOption.AllDirectories).Single();
        File.Delete(blob);
        Directory.CreateDirectory(Path.Combine(blob, "in the way"));
        using (await server.Client.GetAsync(path, TestContext.Current.CancellationToken)) { }
        Assert.Equal(200, await server.RemoveAsync(path));

        await Uploads.WaitAsync(() => server.Output.Contains("could not be erased", StringComparison.Ordinal), () => server.Output);

        Assert.Contains("[token]", server.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(token, server.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("private-name", server.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Bootstrap:AccountKeySecret=0123456789012345678901234567890123456789\n", null)]
    [InlineData("Bootstrap:AccountKeySecret=0123456789012345678901234567890123456789 ", "Parhelion:Bootstrap:AccountKeySecret begins or ends with a space")]
    [InlineData("Limits:UploadBytes= 1000 ", null)]
    [InlineData("Limits:UploadBytes=1 000", "Parhelion:Limits:UploadBytes is '1 000'; it must be a whole number")]
    [InlineData("Durability=Os\n", null)]
    public async Task Blank_at_the_end_of_a_setting_is_taken_away_or_named(string setting, string? fault)
    {
        string[] args =
        [
            "--urls", "http://127.0.0.1:0", $"--Parhelion:DataDirectory={directory}\n", "--Parhelion:Bootstrap:AccountKeyId=act_000000000000000000000000\n",
            "--Parhelion:Bootstrap:AccountKeySecret=0123456789012345678901234567890123456789", $"--Parhelion:{setting}",
        ];
        if (fault is null)
        {
            await using var app = await ParhelionHost.BuildAsync(args, cancellationToken: TestContext.Current.CancellationToken);
            return;
        }

        var refused = await Assert.ThrowsAsync<OperatorErrorException>(() => ParhelionHost.BuildAsync(args, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains(fault, refused.Message, StringComparison.Ordinal);
    }

    // As an installation was that knew nothing of modes.
    private void Loosen()
    {
        foreach (var path in Everything()) File.SetUnixFileMode(path, File.GetUnixFileMode(path) | (Directory.Exists(path) ? (UnixFileMode)0b101_101 : (UnixFileMode)0b100_100));
    }

    private List<string> Loose() => [.. Everything().Where(IsLoose)];

    // Staged files come and go.
    private static bool IsLoose(string path)
    {
        try
        {
            return (File.GetUnixFileMode(path) & Others) != UnixFileMode.None;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }

    private List<string> Everything() => [directory, .. Directory.EnumerateFileSystemEntries(directory, "*", SearchOption.AllDirectories)];

    private static int Run(string command, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
