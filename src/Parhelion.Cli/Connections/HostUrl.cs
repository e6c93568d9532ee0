using Parhelion.Cli.CommandLine;

namespace Parhelion.Cli.Connections;

/// <summary>Checks the base URL of the API, so that messages speak of the option and not of the client.</summary>
internal static class HostUrl
{
    /// <summary>Returns the URL without white space and without a slash at its end.</summary>
    /// <exception cref="UsageException">The URL cannot be used.</exception>
    public static string Check(string host)
    {
        var text = host.Trim();
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp))
        {
            throw Fault(text, "It must be an http or https URL, such as https://example.zendesk.com/sc");
        }

        if (url.UserInfo.Length > 0) throw new UsageException("The host must not contain credentials. Store them with: parhelion login");
        if (url.Query.Length > 0 || url.Fragment.Length > 0) throw Fault(text, "It must not have a query or a fragment.");
        if (url.AbsolutePath.TrimEnd('/').EndsWith("/v2", StringComparison.OrdinalIgnoreCase)) throw Fault(text, "Remove /v2 from its end.");
        return text.TrimEnd('/');
    }

    private static UsageException Fault(string host, string reason) => new($"The host '{host}' cannot be used. {reason}");
}
