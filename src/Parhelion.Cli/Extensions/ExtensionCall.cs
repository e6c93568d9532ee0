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
        catch (ParhelionException e) when (e.Status is 404 or 405 && !NamesMissingObject(e.Errors))
        {
            throw new RefusedCallException(404, $"This server does not have {what}. A newer Parhelion has", e.Errors) { RequestId = e.RequestId };
        }
    }

    // An app or a conversation that is missing has a code of its own.
    private static bool NamesMissingObject(IReadOnlyList<ApiError> errors) =>
        errors.Any(error => error.Code is ProblemCodes.AppNotFound or ProblemCodes.ConversationNotFound);
}
