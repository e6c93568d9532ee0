using System.Diagnostics.Metrics;

namespace Parhelion.Postgres;

/// <summary>What this part of the server counts; meter <c>Parhelion.Postgres</c>.</summary>
internal static class PostgresMetrics
{
    public const string Conflict = "conflict";
    public const string Connection = "connection";

    public const string Notices = "notices";

    private static readonly Meter Meter = new("Parhelion.Postgres");

    private static readonly Counter<long> Retries = Meter.CreateCounter<long>(
        "parhelion.database.retries", "{attempt}", "What was tried again, by why: a transaction that met another, a connection that was lost, that of the notices.");

    public static void Count(string why) => Retries.Add(1, new KeyValuePair<string, object?>("why", why));
}
