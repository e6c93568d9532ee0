using System.Diagnostics.Metrics;

namespace Parhelion.Postgres;

/// <summary>Counts the retries of database operations, in the meter <c>Parhelion.Postgres</c>.</summary>
internal static class PostgresMetrics
{
    public const string Conflict = "conflict";
    public const string Connection = "connection";

    public const string Notices = "notices";

    private static readonly Meter Meter = new("Parhelion.Postgres");

    private static readonly Counter<long> Retries = Meter.CreateCounter<long>(
        "parhelion.database.retries", "{attempt}", "Retries by cause: a conflict with another transaction, a lost connection, or a lost connection of the invalidation channel.");

    public static void Count(string why) => Retries.Add(1, new KeyValuePair<string, object?>("why", why));
}
