namespace Parhelion.Server.Configuration;

/// <summary>
/// Reads the listen addresses of the server from the configuration, and checks the addresses. The class uses the first of these that is set:
/// <c>Kestrel:Endpoints</c>, <c>urls</c>, or <c>http_ports</c> together with <c>https_ports</c>.
/// </summary>
/// <remarks>The host of ASP.NET Core uses the same order.</remarks>
internal static class ListenAddresses
{
    /// <summary>The address of a server without any of these settings.</summary>
    public const string Default = "http://127.0.0.1:5480";

    private const string Right = "an address such as http://127.0.0.1:5480, http://*:5480 or http://unix:/run/parhelion/http.sock (a path of at most 107 bytes)";

    /// <summary>Returns all listen addresses; empty when none is configured.</summary>
    public static IReadOnlyList<ListenAddress> Read(IConfiguration configuration)
    {
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => new ListenAddress($"{endpoint.Path}:Url", endpoint["Url"] ?? "")).ToArray();
        if (endpoints.Length > 0) return endpoints;
        if (configuration["urls"] is { Length: > 0 } urls) return [.. Split(urls).Select(url => new ListenAddress("urls", url))];
        return [.. Ports(configuration, "http"), .. Ports(configuration, "https")];
    }

    /// <summary>Returns one sentence for each malformed address.</summary>
    public static IEnumerable<string> Faults(IConfiguration configuration) =>
        Read(configuration).Where(address => !address.IsValid).Select(address => address.Text.Length == 0
            ? $"{address.Setting} is missing; it must be {Right}."
            : $"{address.Setting} is '{address.Text}'; it must be {Right}.");

    private static IEnumerable<ListenAddress> Ports(IConfiguration configuration, string scheme) =>
        Split(configuration[$"{scheme}_ports"] ?? "").Select(port => new ListenAddress($"{scheme}_ports", $"{scheme}://*:{port}"));

    private static string[] Split(string list) => list.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
