using Parhelion.Protocol;

namespace Parhelion.Server.Wire;

/// <summary>What an answer that refuses may be at most. Titles quote the client, who could otherwise have a small request answered with megabytes.</summary>
internal static class ErrorLimits
{
    /// <summary>Most faults that one answer lists; one more entry says that there are others.</summary>
    public const int MostErrors = 20;

    /// <summary>Most characters of a title. What is longer is cut.</summary>
    public const int TitleLength = 512;

    /// <summary>The last entry of a list that is cut.</summary>
    public static readonly ApiError More = new(ProblemCodes.BadRequest, $"There are more faults than these {MostErrors}; correct these first");

    /// <summary>The same errors within the bounds.</summary>
    public static ErrorResponse Apply(ErrorResponse response)
    {
        var errors = response.Errors;
        if (errors.Count <= MostErrors + 1 && errors.All(error => IsShort(error.Title))) return response;
        return new ErrorResponse([.. errors.Take(MostErrors).Select(Bounded), .. errors.Count > MostErrors ? [More] : (ApiError[])[]]);
    }

    private static bool IsShort(string title) => title.Length <= TitleLength && !title.Any(char.IsControl);

    // A control character would be six bytes, and somebody's terminal would obey it.
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
