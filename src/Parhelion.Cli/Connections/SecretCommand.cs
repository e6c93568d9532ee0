using System.Diagnostics;
using Parhelion.Cli.CommandLine;

namespace Parhelion.Cli.Connections;

/// <summary>Runs the command that prints the secret of a key, so that the secret can stay in a password manager.</summary>
internal static class SecretCommand
{
    private const int MaxLength = 4096;

    /// <summary>Runs the command in the shell of the system and returns the first line that it prints. Its prompts go to the terminal.</summary>
    /// <exception cref="CredentialsException">The command fails or prints nothing.</exception>
    public static string Run(string command)
    {
        string[] shell = OperatingSystem.IsWindows() ? ["cmd.exe", "/c"] : ["/bin/sh", "-c"];
        using var process = Process.Start(new ProcessStartInfo(shell[0]) { ArgumentList = { shell[1], command }, RedirectStandardOutput = true, UseShellExecute = false })!;
        Span<char> line = new char[MaxLength];
        var length = process.StandardOutput.ReadBlock(line);
        process.StandardOutput.Close();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new CredentialsException($"The command for the secret ended with exit code {process.ExitCode}: {command}");
        var secret = line[..length].ToString().Split('\n')[0].Trim();
        return secret.Length > 0 ? secret : throw new CredentialsException($"The command for the secret printed nothing: {command}");
    }
}
