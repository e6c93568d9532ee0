using System.Runtime.InteropServices;

namespace Parhelion.Cli.CommandLine;

/// <summary>Cancels the command when its terminal is closed (SIGHUP), as the parser does for Ctrl+C and SIGTERM. A command that does not end in time is
/// ended: it may wait in a call of the system that nothing interrupts, such as the opening of a pipe that nobody reads.</summary>
internal sealed class HangUp : IDisposable
{
    private readonly PosixSignalRegistration? registration;
    private ITimer? timer;

    public HangUp(Action cancel)
    {
        if (OperatingSystem.IsWindows()) return;
        registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            timer = TimeProvider.System.CreateTimer(_ => Environment.Exit(ExitCodes.Cancelled), null, TimeToTidyUp, Timeout.InfiniteTimeSpan);
            cancel();
        });
    }

    /// <summary>The time that a command has after a signal.</summary>
    public static TimeSpan TimeToTidyUp { get; } = TimeSpan.FromSeconds(5);

    public void Dispose()
    {
        registration?.Dispose();
        timer?.Dispose();
    }
}
