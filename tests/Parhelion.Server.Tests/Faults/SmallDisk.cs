using System.Diagnostics;

namespace Parhelion.Server.Tests.Faults;

/// <summary>A disk of a few megabytes, which a test can fill to its last page.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string mount = Directory.CreateTempSubdirectory("parhelion-full-").FullName;

    public SmallDisk(int megabytes)
    {
        if (Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", mount) != 0) Parhelion.Tests.Engines.Missing("mounting a small disk needs root");
    }

    /// <summary>A folder for a server.</summary>
    public string DataDirectory => Path.Combine(mount, "data");

    private string Ballast => Path.Combine(mount, "ballast");

    /// <summary>Takes all space that is left.</summary>
    public void Fill()
    {
        using var stream = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[4096];
        try
        {
            while (true) stream.Write(block);
        }
        catch (IOException)
        {
            // Full, to the last page.
        }
    }

    /// <summary>Gives back the space that <see cref="Fill"/> has taken.</summary>
    public void Empty() => File.Delete(Ballast);

    /// <summary>Waits until the server has made the file that it gives up for deletions.</summary>
    public Task ReserveIsThereAsync() => Uploads.WaitAsync(
        () => new FileInfo(Path.Combine(DataDirectory, "reserve")) is { Exists: true, Length: 1 << 20 }, () => "There is no reserve.");

    public void Dispose()
    {
        Run("umount", "-l", mount);
        Directory.Delete(mount, recursive: true);
    }

    private static int Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
