using System.Diagnostics;

namespace Parhelion.Rendering.Decoding;

/// <summary>Runs a program that decodes a file and writes a picture to its standard output.</summary>
internal static class DecoderProgram
{
    /// <summary>Limit of the picture that a program writes, in bytes: 64 MiB.</summary>
    private const long MaxOutputBytes = 64L << 20;

    private static readonly string[] Folders = ["/usr/bin", "/usr/local/bin"];

    /// <summary>Finds a program; <c>null</c> if it is not installed. Files in memory, which it reads, are only on Linux.</summary>
    public static string? Find(string name) => OperatingSystem.IsLinux() ? Folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists) : null;

    /// <summary>Runs it and returns what it writes; <c>null</c> if that is nothing.</summary>
    /// <exception cref="UndecodableException">It wrote too much, or could not be started.</exception>
    public static NativeBuffer? Run(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        using var process = Start(start);
        process.StandardInput.Close();
        var output = new NativeBuffer(1 << 20);
        try
        {
            var length = 0L;
            var stream = process.StandardOutput.BaseStream;
            while (stream.Read(output.Span(length)) is > 0 and var read)
            {
                length += read;
                if (length > MaxOutputBytes) throw new UndecodableException("its decoder wrote too much");
                if (length == output.Length) output.Resize(length * 2);
            }

            process.WaitForExit();
            if (length == 0)
            {
                output.Dispose();
                return null;
            }

            output.Resize(length);
            return output;
        }
        catch
        {
            output.Dispose();
            process.Kill();
            throw;
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new UndecodableException("its decoder could not be started");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new UndecodableException("its decoder could not be started", e);
        }
    }
}
