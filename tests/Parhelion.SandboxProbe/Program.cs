using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Parhelion.Rendering.Sandbox;

namespace Parhelion.SandboxProbe;

/// <summary>Enters the sandbox of a worker process, and tries there what its arguments say (<c>read:PATH</c>, <c>connect:PORT</c> and so on). Writes a line for each: what was
/// tried, and <c>done</c> or the name of the exception. <c>become:COMMAND</c> becomes a shell with this
/// command, whose exit code is then that of the process.</summary>
internal static class Program
{
    private const string Inside = "--inside";

    private static int Main(string[] args)
    {
        if (args is [Inside, .. var attempts])
        {
            foreach (var attempt in attempts) Console.WriteLine($"{attempt} {Try(attempt.Split(':', 2))}");
            return 0;
        }

        LinuxSandbox.Enter(new SandboxOptions(256L << 20, 1 << 20, 60), [Inside, .. args]);
        return 1;
    }

    private static string Try(string[] attempt)
    {
        try
        {
            Do(attempt[0], attempt.Length > 1 ? attempt[1] : "");
            return "done";
        }
        catch (Exception e)
        {
            return e.GetType().Name;
        }
    }

    private static void Do(string what, string argument)
    {
        switch (what)
        {
            case "read": File.OpenRead(argument).Dispose(); break;
            case "list": _ = Directory.GetFileSystemEntries(argument); break;
            case "write": File.WriteAllText(argument, "written"); break;
            case "delete": File.Delete(argument); break;
            case "tcp": new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp).Connect("127.0.0.1", int.Parse(argument)); break;
            case "unix": new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified).Connect(new UnixDomainSocketEndPoint(argument)); break;
            case "kill": Process.GetProcessById(int.Parse(argument)).Kill(); break;
            case "run": Run(argument); break;
            case "become": _ = Libc.Execute("/usr/bin/sh", [.. ((string[])["sh", "-c", argument]).Select(Marshal.StringToCoTaskMemUTF8), 0], [0]); throw new InvalidOperationException();
            case "allocate": Allocate(int.Parse(argument)); break;
            default: throw new NotSupportedException(what);
        }
    }

    private static void Run(string command)
    {
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/sh", ["-c", command]) { UseShellExecute = false, RedirectStandardError = true })!;
        _ = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException();
    }

    private static unsafe void Allocate(int megabytes)
    {
        var bytes = (byte*)NativeMemory.Alloc((nuint)megabytes << 20);
        for (var i = 0L; i < (long)megabytes << 20; i += 4096) bytes[i] = 1;
    }
}
