using System.Data.Common;
using Npgsql;
using Parhelion.Core.Blobs;

namespace Parhelion.Postgres;

/// <summary>Creates the pool of connections for transactions, and the single connections for invalidations. All of them have the settings that the remarks
/// list, unless the connection string of the operator overrides a setting.</summary>
/// <remarks>
/// <para><c>enable_seqscan</c>, <c>enable_hashjoin</c> and <c>enable_mergejoin</c> are off, so that every statement uses an index. A scan of a table, however
/// small, counts as a read of the whole table. Every concurrent write to the table would then be a serialization conflict.</para>
/// <para><c>statement_timeout</c> is 30 s, <c>lock_timeout</c> is 10 s, and <c>idle_in_transaction_session_timeout</c> is 30 s. A transaction writes at most a
/// thousand rows, so a transaction that takes longer has stopped making progress. PostgreSQL then ends the transaction and releases its locks, and the client
/// gets status 503.</para>
/// <para><c>synchronous_commit</c> is <c>on</c> with <see cref="Durability.Full"/>, otherwise <c>off</c>.</para>
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

    /// <summary>Returns a description of what is wrong with a connection string, without any of its values; <c>null</c> if the string is valid.</summary>
    public static string? FaultOf(string connectionString)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString) switch
            {
                { Host: null or "" } => "it has no Host",
                { Multiplexing: true } => "it enables Multiplexing, which does not support transactions",
                _ => null,
            };
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            // The message of the exception may contain a value, even the password.
            return "it must have the form Host=...;Username=...;Password=...;Database=..., with the names that Npgsql knows";
        }
    }

    internal static NpgsqlDataSource Pool(string connectionString, Durability durability)
    {
        var said = Names(connectionString);
        var settings = CommonSettings(connectionString, durability);
        if (!said.Contains("maximumpoolsize") && !said.Contains("maxpoolsize")) settings.MaxPoolSize = PoolSize;
        if (!said.Contains("maxautoprepare")) settings.MaxAutoPrepare = PreparedStatements;
        if (!said.Contains("autoprepareminusages")) settings.AutoPrepareMinUsages = UsesBeforePrepared;
        // A connection needs no reset: nothing leaves temporary tables, session locks or session settings on it.
        settings.NoResetOnClose = true;
        return Build(settings);
    }

    // Two connections outside of the pool: one for LISTEN, one for NOTIFY.
    internal static NpgsqlDataSource Single(string connectionString)
    {
        var settings = CommonSettings(connectionString, Durability.Os);
        settings.Pooling = false;
        settings.KeepAlive = KeepAliveSeconds;
        return Build(settings);
    }

    private static NpgsqlConnectionStringBuilder CommonSettings(string connectionString, Durability durability)
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
