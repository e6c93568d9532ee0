using System.Data.Common;
using Npgsql;
using Parhelion.Core.Blobs;

namespace Parhelion.Postgres;

/// <summary>How connections are made. What the operator's connection string says comes last and wins.</summary>
/// <remarks>
/// <para><c>enable_seqscan</c>, <c>enable_hashjoin</c> and <c>enable_mergejoin</c> are off: every statement is meant to go by an index, from row to
/// row. To walk through a table, were it ever so small, would count as having read all of it, and every write beside it as a conflict.</para>
/// <para><c>statement_timeout=30s</c>, <c>lock_timeout=10s</c>, <c>idle_in_transaction_session_timeout=30s</c>: a transaction writes a thousand
/// rows at most, and what takes longer than this hangs. Its rows are set free, and its caller is told to come again.</para>
/// <para><c>synchronous_commit</c> is <c>on</c> or <c>off</c>, by <see cref="Durability"/>.</para>
/// </remarks>
public static class PostgresConnections
{
    private const string ApplicationName = "parhelion";
    private const int PoolSize = 20;
    private const int PreparedStatements = 200;
    private const int UsesBeforePrepared = 2;
    private const int KeepAliveSeconds = 30;
    private const int ConnectSeconds = 5;
    private const int CommandSeconds = 60;

    /// <summary>What is wrong with a connection string, in words that hold nothing of its values; <c>null</c> when it is fine.</summary>
    public static string? FaultOf(string connectionString)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString) switch
            {
                { Host: null or "" } => "it names no Host",
                { Multiplexing: true } => "it has Multiplexing, which transactions cannot be run with",
                _ => null,
            };
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            // Its message may quote a value, and be it the password.
            return "it must have the form Host=...;Username=...;Password=...;Database=..., with the names that Npgsql knows";
        }
    }

    internal static NpgsqlDataSource Pool(string connectionString, Durability durability)
    {
        var said = Names(connectionString);
        var settings = Basis(connectionString, durability);
        if (!said.Contains("maximumpoolsize") && !said.Contains("maxpoolsize")) settings.MaxPoolSize = PoolSize;
        if (!said.Contains("maxautoprepare")) settings.MaxAutoPrepare = PreparedStatements;
        if (!said.Contains("autoprepareminusages")) settings.AutoPrepareMinUsages = UsesBeforePrepared;
        // Nothing is left behind on a connection that would have to be reset: no temporary tables, no locks, no settings of a session.
        settings.NoResetOnClose = true;
        return Build(settings);
    }

    // Connections of their own, never shared: one that listens, one that tells.
    internal static NpgsqlDataSource Single(string connectionString)
    {
        var settings = Basis(connectionString, Durability.Os);
        settings.Pooling = false;
        settings.KeepAlive = KeepAliveSeconds;
        return Build(settings);
    }

    private static NpgsqlConnectionStringBuilder Basis(string connectionString, Durability durability)
    {
        var said = Names(connectionString);
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        if (!said.Contains("applicationname")) settings.ApplicationName = ApplicationName;
        if (!said.Contains("timeout")) settings.Timeout = ConnectSeconds;
        if (!said.Contains("commandtimeout")) settings.CommandTimeout = CommandSeconds;
        settings.Enlist = false;
        settings.Options = string.Join(
            ' ',
            "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off",
            "-c statement_timeout=30s -c lock_timeout=10s -c idle_in_transaction_session_timeout=30s",
            $"-c synchronous_commit={(durability == Durability.Full ? "on" : "off")}",
            settings.Options).TrimEnd();
        return settings;
    }

    private static NpgsqlDataSource Build(NpgsqlConnectionStringBuilder settings) =>
        new NpgsqlSlimDataSourceBuilder(settings.ConnectionString).EnableTransportSecurity().Build();

    private static HashSet<string> Names(string connectionString) =>
    [
        .. new DbConnectionStringBuilder { ConnectionString = connectionString }.Keys.Cast<string>()
            .Select(name => name.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant()),
    ];
}
