namespace Parhelion.BenchReport.Figures;

/// <summary>The servers that are measured, as tables and charts call them, in the order in which charts show them.</summary>
internal static class ServerNames
{
    public const string Parhelion = "Parhelion";
    public const string Nginx = "nginx";
    public const string AspNetCore = "ASP.NET Core";
    public const string Prosody = "prosody";
    public const string Ejabberd = "ejabberd";
    public const string Tus = "tus";

    /// <summary>A program with PostgreSQL and S3 as it is usually written.</summary>
    public const string UsualS3 = "AWSSDK and Npgsql";

    /// <summary>No server: one thread that writes one file after another.</summary>
    public const string FileWriting = "file writing";

    /// <summary>Parhelion again: GETs of a public file that has as many bytes as the response it is compared with.</summary>
    public const string SameBytes = "GET of as many bytes";

    /// <summary>The other servers.</summary>
    public static IReadOnlyList<string> Peers { get; } = [Nginx, AspNetCore, Ejabberd, Tus, Prosody];
}
