using System.Globalization;
using Parhelion.Server.Connections;

namespace Parhelion.Server.Setup;

/// <summary>Reads the settings of connections, and judges their number by the files that the process may open.</summary>
internal static class ConnectionLimits
{
    public static ConnectionSettings Read(SettingsReader reader, bool isRemoteStore)
    {
        var openFiles = OpenFileLimit.Current();
        var most = ConnectionBudget.Most(openFiles, isRemoteStore);
        var asked = (int)reader.Number("Limits:Connections", Math.Min(most, ConnectionBudget.MostByDefault), 1, 1_000_000);
        if (openFiles is not null && asked > most)
        {
            reader.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"Parhelion:Limits:Connections is '{asked}', but this process may open {openFiles} files, which is enough for {most} connections; raise that limit with 'ulimit -n' or LimitNOFILE of systemd."));
        }

        return new ConnectionSettings
        {
            Most = asked,
            BodyIdle = TimeSpan.FromSeconds(reader.Number("Limits:BodyIdleSeconds", 30, 1, 3600)),
            ReaderIdle = TimeSpan.FromSeconds(reader.Number("Limits:ReaderIdleSeconds", 120, 1, 3600)),
            Drain = reader.OptionalNumber("Shutdown:DrainSeconds", 0, 600) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        };
    }
}
