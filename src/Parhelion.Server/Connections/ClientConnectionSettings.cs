using System.Globalization;
using Parhelion.Server.Configuration;

namespace Parhelion.Server.Connections;

/// <summary>
/// Settings of client connections: the connection limit, the idle times and the drain time. An idle time is the longest time in which a client may send nothing
/// or read nothing. The drain time is how long the server still serves requests after a stop signal.
/// </summary>
public sealed record ClientConnectionSettings
{
    /// <summary><c>Limits:Connections</c>: the most client connections at once. Default: what the open-file limit allows, at most 30,000.</summary>
    public int Max { get; init; }

    /// <summary><c>Limits:BodyIdleSeconds</c>: how long a request body may bring no byte before the request is refused with 408. Default: 30
    /// seconds.</summary>
    public TimeSpan BodyIdle { get; init; }

    /// <summary><c>Limits:ReaderIdleSeconds</c>: how long a client may read no byte of a response before its connection is closed. Default: 120
    /// seconds.</summary>
    public TimeSpan ReaderIdle { get; init; }

    /// <summary><c>Shutdown:DrainSeconds</c>: how long the server serves requests after a stop signal, while <c>/readyz</c> answers 503. Default: 0 when
    /// the server listens on loopback only, else 5.</summary>
    public TimeSpan? Drain { get; init; }

    /// <summary>Whether blobs are in a store on other machines, so that readers hold no files of this process.</summary>
    internal bool IsRemoteStore { get; init; }

    internal static ClientConnectionSettings Read(SettingsReader reader, bool isRemoteStore)
    {
        var openFiles = OpenFileLimit.Current();
        var most = ConnectionLimitCalculator.MaxConnections(openFiles, isRemoteStore);
        var asked = (int)reader.Number("Limits:Connections", Math.Min(most, ConnectionLimitCalculator.DefaultMax), 1, 1_000_000);
        if (openFiles is not null && asked > most)
        {
            reader.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"Parhelion:Limits:Connections is '{asked}', but this process may open {openFiles} files, which is enough for {most} connections; raise that limit with 'ulimit -n' or LimitNOFILE of systemd."));
        }

        return new ClientConnectionSettings
        {
            Max = asked,
            IsRemoteStore = isRemoteStore,
            BodyIdle = TimeSpan.FromSeconds(reader.Number("Limits:BodyIdleSeconds", 30, 1, 3600)),
            ReaderIdle = TimeSpan.FromSeconds(reader.Number("Limits:ReaderIdleSeconds", 120, 1, 3600)),
            Drain = reader.OptionalNumber("Shutdown:DrainSeconds", 0, 600) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        };
    }
}
