using System.Text.RegularExpressions;

namespace Parhelion.Postgres;

/// <summary>Translates SQL from the dialect of SQLite to that of PostgreSQL. The text columns of new tables get <c>COLLATE "C"</c>, so that PostgreSQL compares
/// texts byte by byte. Pages, cursors and the order of messages rely on this comparison.</summary>
/// <remarks>Without <c>COLLATE "C"</c>, PostgreSQL compares texts by the rules of the language of the database.</remarks>
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
