using Parhelion.Protocol;

namespace Parhelion.Server.Wire;

/// <summary>
/// Limits the number and the length of the errors in a response. Error titles quote the request. Without limits, a small request could therefore cause a
/// response of megabytes.
/// </summary>
internal static class ErrorResponseLimits
{
    /// <summary>Maximum number of errors in one response. If there are more, one further entry says so.</summary>
    public const int MaxErrors = 20;

    /// <summary>Maximum length of a title in characters. A longer title is cut.</summary>
    public const int TitleLength = 512;

    /// <summary>The last entry of a list that was cut.</summary>
    public static readonly ApiError More = new(ProblemCodes.BadRequest, $"There are more errors than these {MaxErrors}. Correct these first");

    /// <summary>Returns the same errors within the limits.</summary>
    public static ErrorResponse Apply(ErrorResponse response)
    {
        var errors = response.Errors;
        if (errors.Count <= MaxErrors + 1 && errors.All(error => IsShort(error.Title))) return response;
        return new ErrorResponse([.. errors.Take(MaxErrors).Select(Bounded), .. errors.Count > MaxErrors ? [More] : (ApiError[])[]]);
    }

    private static bool IsShort(string title) => title.Length <= TitleLength && !title.Any(char.IsControl);

    // Control characters become spaces: each would take six bytes in JSON, and a terminal might interpret it.
    private static ApiError Bounded(ApiError error)
    {
        var title = error.Title;
        var length = Math.Min(title.Length, TitleLength);
        if (length < title.Length && char.IsHighSurrogate(title[length - 1])) length--;
        var kept = string.Create(length, title, (span, text) =>
        {
            for (var i = 0; i < span.Length; i++) span[i] = char.IsControl(text[i]) ? ' ' : text[i];
        });
        return error with { Title = length < title.Length ? kept + "…" : kept };
    }
}
