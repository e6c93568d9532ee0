using Parhelion.Cli.CommandLine;

namespace Parhelion.Cli.Extensions;

/// <summary>Explains that a server is too old when it does not know a call that only Parhelion has.</summary>
internal static class ExtensionCall
{
    /// <summary>Runs a call of the .NET client.</summary>
    /// <param name="what">What the server lacks, such as "upload links".</param>
    /// <param name="call">The call.</param>
    /// <exception cref="RefusedCallException">The server does not know the call.</exception>
    public static async Task<T> RunAsync<T>(string what, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (ParhelionException e) when (IsUnknown(e.Status, e.Errors))
        {
            throw Unknown(what, e.Errors, e.RequestId);
        }
    }

    /// <summary>Whether a refusal means that the server does not know the call. An app or a conversation that is missing has a code of its own.</summary>
    public static bool IsUnknown(int? status, IReadOnlyList<ApiError> errors) =>
        status is 404 or 405 && !errors.Any(error => error.Code is ProblemCodes.AppNotFound or ProblemCodes.ConversationNotFound);

    /// <summary>Creates the exception for a call that the server does not know.</summary>
    public static RefusedCallException Unknown(string what, IReadOnlyList<ApiError> errors, string? requestId) =>
        new(404, $"This server does not support {what}; a newer version of Parhelion does", errors) { RequestId = requestId };
}
