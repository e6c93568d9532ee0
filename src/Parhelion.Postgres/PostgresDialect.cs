using System.Text.RegularExpressions;

namespace Parhelion.Postgres;

/// <summary>Translates SQL from the dialect of SQLite to that of PostgreSQL. The text columns of new tables get <c>COLLATE "C"</c>, so that PostgreSQL compares
/// texts byte by byte. Pages, cursors and the order of messages rely on this comparison. A trigger that refuses a change becomes a function and a trigger that
/// calls it. A list of values (<c>json_each</c>) becomes an array. Comments that begin with <c>-- PostgreSQL:</c> are statements for which SQLite has no counterpart.</summary>
/// <remarks>Without <c>COLLATE "C"</c>, PostgreSQL compares texts by the rules of the language of the database.</remarks>
internal static partial class PostgresDialect
{
    public static string Translate(string text) =>
        text.StartsWith("CREATE", StringComparison.Ordinal) || text.StartsWith("--", StringComparison.Ordinal)
            ? Refusal().Replace(TextColumn().Replace(OwnStatement().Replace(text, ""), "TEXT COLLATE \"C\""), FunctionOf)
            : text.Contains("json_each", StringComparison.Ordinal) ? List().Replace(text, "= ANY (ARRAY(SELECT json_array_elements_text(CAST(${name} AS json))))") : text;

    // The condition goes into the function, because that of a trigger of PostgreSQL cannot read a table.
    private static string FunctionOf(Match trigger)
    {
        var (name, condition) = (trigger.Groups["name"].Value, trigger.Groups["condition"] is { Success: true } given ? given.Value : "TRUE");
        return $"""
            CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF {condition} THEN RAISE EXCEPTION USING MESSAGE = {trigger.Groups["message"].Value}, ERRCODE = 'integrity_constraint_violation'; END IF;
                RETURN OLD;
            END $$;
            CREATE TRIGGER {name} {trigger.Groups["event"].Value} FOR EACH ROW EXECUTE FUNCTION {name}();
            """;
    }

    // PostgreSQL looks up each value of an array by an index. It could read the whole table to compare it with the rows of a subquery.
    [GeneratedRegex(@"\bIN \(SELECT value FROM json_each\((?<name>@\w+)\)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex List();

    [GeneratedRegex("^-- PostgreSQL: ", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OwnStatement();

    // Matches the type of a column, which a constraint, a comma or the end of the list follows. A match within an SQL comment is harmless.
    [GeneratedRegex(@"\bTEXT(?= (NOT )?NULL\b|,|\s*\))", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TextColumn();

    [GeneratedRegex(
        @"CREATE TRIGGER (?<name>\w+) (?<event>BEFORE (UPDATE|DELETE) ON \w+)\s+(WHEN (?<condition>[^;]+?)\s+)?BEGIN\s+SELECT RAISE\(ABORT, (?<message>'[^']*')\);\s+END;",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Refusal();
}
