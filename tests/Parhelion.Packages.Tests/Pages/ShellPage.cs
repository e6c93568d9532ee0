using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Parhelion.Packages.Tests.Ephemeral;
using Parhelion.Testing;
using Parhelion.Tests;

namespace Parhelion.Packages.Tests.Pages;

/// <summary>Runs the shell blocks of one page from top to bottom, in one shell, as a reader who pastes them: in an empty folder with a few files, against a
/// server of its own.</summary>
internal sealed partial class ShellPage : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("parhelion-page-").FullName;
    private readonly ParhelionServer server;
    private SeedResult seed = null!;

    private ShellPage(ParhelionServer server) => this.server = server;

    public static async Task<ShellPage> CreateAsync()
    {
        var page = new ShellPage(await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken));
        page.AddPrograms();
        page.AddFiles();
        page.seed = await page.server.SeedAsync(
            new SeedData { Files = { SeedFile.FromFile(Path.Combine(page.folder, "picture.png")) }, Conversations = { new SeedConversation("reader") } }, TestContext.Current.CancellationToken);
        // An installation that no server runs on, for the commands of the server.
        await (await ParhelionServer.StartAsync(options => options.DataDirectory = page.Installation, TestContext.Current.CancellationToken)).DisposeAsync();
        return page;
    }

    /// <summary>Runs the blocks.</summary>
    /// <returns>The exit code, and what they wrote.</returns>
    public async Task<(int ExitCode, string Output)> RunAsync(IReadOnlyList<PageBlock> blocks)
    {
        var script = new StringBuilder(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Pages", "shell-page.sh")));
        foreach (var block in blocks)
        {
            var text = Fill(block.Text);
            script.Append($"\necho '== {block.Page}:{block.Line}' >&2\nBLOCK=$(cat <<'END_OF_BLOCK'\n{text}END_OF_BLOCK\n)\n{text}");
        }

        var file = Path.Combine(folder, ".page.sh");
        await File.WriteAllTextAsync(file, script.ToString());
        var start = new ProcessStartInfo("bash") { ArgumentList = { file }, WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var (name, value) in Environment()) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (exitCode, output, errors) = await process.ReadToEndAsync();
        return (exitCode, output + errors);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private Dictionary<string, string> Environment() => new(StringComparer.Ordinal)
    {
        ["PATH"] = $"{Path.Combine(folder, ".bin")}:{System.Environment.GetEnvironmentVariable("PATH")}",
        ["HOME"] = folder,
        ["XDG_CONFIG_HOME"] = Path.Combine(folder, ".config"),
        ["KEY"] = $"{server.AppKeyId}:{server.AppKeySecret}",
        ["ACCOUNT_KEY"] = $"{server.AccountKeyId}:{server.AccountKeySecret}",
        ["KEY_ID"] = server.AppKeyId,
        ["SECRET"] = server.AppKeySecret,
        ["APP"] = server.AppId,
        ["APP_ID"] = server.AppId,
        ["API"] = server.Url.AbsoluteUri.TrimEnd('/'),
        ["BASE"] = server.Url.AbsoluteUri.TrimEnd('/'),
        ["CONVERSATION_ID"] = seed.ConversationIds["reader"],
        ["CONVERSATION"] = seed.ConversationIds["reader"],
        ["MEDIA_URL"] = seed.MediaUrls["picture.png"],
        ["PARHELION_HOST"] = server.Url.AbsoluteUri,
        ["PARHELION_APP_ID"] = server.AppId,
        ["PARHELION_KEY_ID"] = server.AppKeyId,
        ["PARHELION_KEY_SECRET"] = server.AppKeySecret,
        ["PAGE_SERVER"] = string.Join(' ', EphemeralProcess.Command),
        ["PAGE_AUTHORITY"] = server.Url.Authority,
        ["DOTNET_CLI_HOME"] = folder,
        ["DOTNET_NOLOGO"] = "1",
    };

    private string Installation => Path.Combine(folder, "var", "parhelion");

    // What a page writes for the reader's own values.
    private string Fill(string text) => Placeholders().Replace(text, "\"$$${name}\"")
        .Replace("http://127.0.0.1:5480", server.Url.AbsoluteUri.TrimEnd('/'), StringComparison.Ordinal)
        .Replace("https://example.zendesk.com/sc", server.Url.AbsoluteUri.TrimEnd('/'), StringComparison.Ordinal)
        .Replace("/var/lib/parhelion", Installation, StringComparison.Ordinal)
        .Replace("/mnt/backup", Path.Combine(folder, "backup"), StringComparison.Ordinal)
        .Replace("KEY=app_...:...", $"KEY={server.AppKeyId}:{server.AppKeySecret}", StringComparison.Ordinal)
        .Replace("APP=...", $"APP={server.AppId}", StringComparison.Ordinal);

    private void AddPrograms()
    {
        var programs = Directory.CreateDirectory(Path.Combine(folder, ".bin")).FullName;
        var bin = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", ".."));
        // Nothing is installed: InstallTests do that, from the packages.
        AddProgram("dotnet", $"case $1 in tool|add) exit 0 ;; esac\nexec '{Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", "..", "dotnet"))}' \"$@\"");
        AddProgram("parhelion", $"exec dotnet '{bin}/Parhelion.Cli/release/parhelion.dll' \"$@\"");
        var serverLines = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Pages", "server-program.sh"));
        AddProgram("Parhelion.Server", serverLines);
        AddProgram("parhelion-server", serverLines);
        // Programs of the reader that the tests do not install.
        AddProgram("pg_dump", "echo '-- PostgreSQL database dump'");

        void AddProgram(string name, string line)
        {
            var file = Path.Combine(programs, name);
            File.WriteAllText(file, $"#!/usr/bin/env bash\n{line}\n");
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private void AddFiles()
    {
        var samples = Path.Combine(AppContext.BaseDirectory, "samples");
        Directory.CreateDirectory(Path.Combine(folder, "scans"));
        Directory.CreateDirectory(Path.Combine(folder, "backup"));
        Directory.CreateDirectory(Path.Combine(folder, "var"));
        File.Copy(Path.Combine(samples, "sample.png"), Path.Combine(folder, "picture.png"));
        File.Copy(Path.Combine(samples, "sample.pdf"), Path.Combine(folder, "scans", "page.pdf"));
        // A letter in RTF that is named as one of Word.
        File.WriteAllText(Path.Combine(folder, "letter.doc"), @"{\rtf1 Dear Ada}");
    }

    // Words of the command line that stand for a value of the reader.
    [GeneratedRegex(@"(?<![\w$\\{""])(?<name>MEDIA_URL|APP_ID|KEY_ID|CONVERSATION_ID)\b(?!=)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholders();
}
