using System.Globalization;
using Parhelion.Load.Peers;

namespace Parhelion.Load.Sending;

/// <summary>wrk: GETs, with one thread and 32 connections that are kept.</summary>
internal static class Wrk
{
    private const int Connections = 32;

    // wrk counts whole answers only. With large files so many are under way when the time is over that their bytes say more.
    private const int LargeBytes = 512 * 1024;

    /// <summary>Why it cannot be used; <c>null</c> when it can.</summary>
    public static string? Missing => PeerProcess.Has("wrk") ? null : "wrk is not installed";

    /// <summary>Asks for one URL over and over.</summary>
    /// <param name="url">The URL.</param>
    /// <param name="header">A field of the header, or <c>null</c>.</param>
    /// <param name="length">Bytes of content of a right answer.</param>
    /// <param name="seconds">For how long.</param>
    public static Outcome Run(string url, string? header, int length, int seconds) =>
        Run(length, seconds, [.. header is null ? [] : new[] { "-H", header }, "-s", Script("report.lua"), url]);

    /// <summary>Asks for paths of a list at random.</summary>
    public static Outcome RunRandom(string origin, string list, int seed, int length, int seconds) =>
        Run(length, seconds, ["-s", Script("random.lua"), origin, "--", list, seed.ToString(CultureInfo.InvariantCulture)]);

    private static Outcome Run(int length, int seconds, string[] rest)
    {
        string[] arguments = ["-t1", $"-c{Connections}", $"-d{seconds}s", "--timeout", "30s", .. rest];
        var output = PeerProcess.Ask("wrk", arguments) ?? "";
        var line = output.Split('\n').FirstOrDefault(text => text.StartsWith("RESULT ", StringComparison.Ordinal));
        if (line is null) return new Outcome(0, 0, 0, 0, $"wrk: {output}");
        var numbers = line.Split(' ').Skip(1).Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        var (requests, duration, bytes, errors) = (numbers[0], numbers[1] / 1e6, numbers[2], numbers[5]);
        return new Outcome(
            length >= LargeBytes ? bytes / length : requests, duration, numbers[3] / 1000, numbers[4] / 1000, Fault(requests, bytes, errors, length));
    }

    // A right answer is followed by nothing that is wrong: no error status, and as many bytes as the files have.
    private static string? Fault(double requests, double bytes, double errors, int length)
    {
        if (errors > 0) return $"{errors} wrong answers of {requests}";
        if (requests == 0) return bytes == 0 || length < LargeBytes ? "no answer" : null;
        return bytes < requests * length ? $"{bytes / requests:F0} bytes an answer instead of {length}" : null;
    }

    private static string Script(string name) => Path.Combine(AppContext.BaseDirectory, name);
}
