using System.Text.RegularExpressions;

namespace Parhelion.Postgres;

/// <summary>Translates SQL from the dialect of SQLite to that of PostgreSQL. PostgreSQL needs <c>COLLATE "C"</c> on text columns to compare texts byte by byte,
/// whatever the language of the database. Pages, cursors and the order of messages rely on that order.</summary>
internal static partial class PostgresDialect
{
    public static string Translate(string text) =>
        text.StartsWith("CREATE", StringComparison.Ordinal) || text.StartsWith("--", StringComparison.Ordinal)
            ? TextColumn().Replace(text, "TEXT COLLATE \"C\"")
            : text;

    // Matches the type of a column, which a constraint, a comma or the end of the list follows. A match within an SQL comment is harmless.
    [GeneratedRegex(@"\bTEXT(?= (NOT )?NULL\b|,|\s*\))", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TextColumn();
}
