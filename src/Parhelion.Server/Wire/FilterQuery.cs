using Parhelion.Protocol;

namespace Parhelion.Server.Wire;

/// <summary>Reads the query parameters that filter a list, such as <c>filter[name]</c>. An invalid parameter leads to status 400, with an error that names the
/// parameter.</summary>
internal static class FilterQuery
{
    /// <summary>Refuses filters that the list does not have, because a misspelled filter would select everything. Names of parameters are compared without their
    /// case, as by the framework.</summary>
    public static void RefuseUnknown(IQueryCollection query, IReadOnlyCollection<string> known)
    {
        foreach (var key in query.Keys)
        {
            if (key.StartsWith("filter[", StringComparison.OrdinalIgnoreCase) && !known.Contains(key, StringComparer.OrdinalIgnoreCase))
            {
                throw Fault($"Query parameter '{key}' is unknown. Known parameters: {string.Join(", ", known)}");
            }
        }
    }

    /// <summary>Returns the value of a parameter, or <c>null</c> if the query does not have it.</summary>
    /// <param name="query">The query.</param>
    /// <param name="name">Name of the parameter.</param>
    /// <param name="isValid">Whether a value is valid.</param>
    /// <param name="rule">What a valid value is, after "should".</param>
    public static string? Text(IQueryCollection query, string name, Predicate<string> isValid, string rule)
    {
        var values = query[name];
        if (values.Count > 1) throw Fault($"Query parameter '{name}' was given {values.Count} times");
        if (values.Count == 0) return null;
        return isValid(values[0] ?? "") ? values[0] : throw Fault($"Query parameter '{name}' should {rule}");
    }

    /// <summary>Returns the time in a parameter, or <c>null</c> if the query does not have it.</summary>
    public static DateTimeOffset? Time(IQueryCollection query, string name)
    {
        DateTimeOffset time = default;
        return Text(query, name, text => Rfc3339Parser.TryParse(text, out time), "be an RFC 3339 time such as 2026-05-01T12:00:00Z. Encode + as %2B") is null ? null : time;
    }

    private static ProblemException Fault(string title) => new(Problems.BadRequest(title));
}
