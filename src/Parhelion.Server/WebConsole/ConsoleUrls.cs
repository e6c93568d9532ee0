using Parhelion.Server.Addressing;

namespace Parhelion.Server.WebConsole;

/// <summary>Builds the URLs of the web console. If <c>Console:Urls</c> is set, the web console has these addresses. Otherwise it has the addresses of the
/// API.</summary>
internal sealed class ConsoleUrls(PublicBaseUrls addresses, ConsoleSettings settings, IServiceProvider services)
{
    /// <summary>Whether the console has addresses of its own.</summary>
    public bool IsOwn => settings.Urls.Count > 0;

    /// <summary>Whether only this machine can reach addresses of its own. True if the console has none.</summary>
    public bool IsThisMachineOnly => settings.Urls.All(url => url.IsLoopback);

    /// <summary>The base URL of the console, without a slash at its end.</summary>
    public string Base => IsOwn ? services.GetRequiredService<ConsoleServer>().Addresses[0].TrimEnd('/') : addresses.Api;

    /// <summary>Returns the URL at which the reader of a page reaches a path of the console.</summary>
    public string UrlOf(HttpRequest request, string path) => IsOwn ? Base + path : addresses.UrlOf(request, path);

    /// <summary>Returns the URL at which a page reaches a path of the API: the path alone if both have the same address.</summary>
    public string ApiUrlOf(HttpRequest request, string path) => IsOwn ? addresses.UrlOf(request, path) : path;
}
