using System.Text.RegularExpressions;

namespace Parhelion.Postgres;

/// <summary>What PostgreSQL must be told that SQLite takes for granted: texts are compared byte by byte, whatever language the database is
/// set to. Pages, cursors and the order of messages rely on it.</summary>
internal static partial class PostgresDialect
{
    public static string Translate(string text) =>
        text.StartsWith("CREATE", StringComparison.Ordinal) || text.StartsWith("--", StringComparison.Ordinal)
            ? TextColumn().Replace(text, "TEXT COLLATE \"C\" ")
            : text;

    // Of a column; a comment may speak of TEXT too, and it does no harm there.
    [GeneratedRegex(@"\bTEXT (?=(NOT )?NULL\b)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TextColumn();
}
