using Microsoft.Win32.SafeHandles;
using Parhelion.Rendering.Sandbox;

namespace Parhelion.Rendering.Worker;

/// <summary>The two streams between a worker process and the server: what was its standard input and output.</summary>
internal sealed class WorkerChannel
{
    private const int HangUp = 0x10;
    private const int KillSignal = 9;

    private WorkerChannel(Stream input, Stream output) => (Input, Output) = (input, output);

    /// <summary>The jobs.</summary>
    public Stream Input { get; }

    /// <summary>The answers.</summary>
    public Stream Output { get; }

    /// <summary>Takes over the standard streams. On Linux, <c>/dev/null</c> takes their place, so that no library and no program writes into an answer or into
    /// the log of the server. When the server has ended, the process ends itself at once.</summary>
    public static WorkerChannel Open()
    {
        if (!OperatingSystem.IsLinux()) return new WorkerChannel(Console.OpenStandardInput(), Console.OpenStandardOutput());
        var (input, output) = (Libc.Control(0, Libc.DuplicateCloseOnExec, 3), Libc.Control(1, Libc.DuplicateCloseOnExec, 3));
        Silence([0, 1, 2]);
        new Thread(() => EndWithServer(input)) { IsBackground = true }.Start();
        return new WorkerChannel(new FileStream(new SafeFileHandle(input, ownsHandle: true), FileAccess.Read, 0), new FileStream(new SafeFileHandle(output, ownsHandle: true), FileAccess.Write, 0));
    }

    /// <summary>Has standard streams lead nowhere.</summary>
    public static void Silence(ReadOnlySpan<int> streams)
    {
        var nothing = Libc.Open("/dev/null", Libc.OpenReadWrite | Libc.OpenCloseOnExec);
        foreach (var stream in streams) _ = Libc.Duplicate(nothing, stream);
        _ = Libc.Close(nothing);
    }

    // A pipe hangs up when its writer has ended. PR_SET_PDEATHSIG would already send its signal when the thread of the server ends that has started this process.
    private static void EndWithServer(int input)
    {
        var descriptor = new PollDescriptor { Descriptor = input };
        while ((descriptor.Seen & HangUp) == 0) _ = Libc.Poll(ref descriptor, 1, -1);
        _ = Libc.Kill(0, KillSignal);
    }
}
