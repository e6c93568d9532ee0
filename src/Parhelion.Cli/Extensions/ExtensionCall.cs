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
        catch (ParhelionException e) when (ExtensionApi.IsUnknown(e.Status, e.Errors))
        {
            throw ExtensionApi.Unknown(what, e.Errors, e.RequestId);
        }
    }
}
