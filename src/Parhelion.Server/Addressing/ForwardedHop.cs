using System.Net;
using Microsoft.Extensions.Primitives;

namespace Parhelion.Server.Addressing;

/// <summary>Holds the values that one proxy reports about a request in the forwarded headers. A value that is missing or malformed is <c>null</c>.</summary>
/// <param name="For">Address of the peer that sent the request to the proxy.</param>
/// <param name="Scheme"><c>http</c> or <c>https</c>.</param>
/// <param name="Host">The requested host, with its port unless the port is the default of the scheme.</param>
internal readonly record struct ForwardedHop(IPAddress? For, string? Scheme, string? Host)
{
    /// <summary>Maximum number of hops that are read from a header. Hops further from this server are ignored.</summary>
    public const int MaxHops = 16;

    private const string ForName = "X-Forwarded-For";
    private const string ProtoName = "X-Forwarded-Proto";
    private const string HostName = "X-Forwarded-Host";
    private const string StandardName = "Forwarded";

    /// <summary>The name of the first forwarded header that the request has; <c>null</c> when it has none.</summary>
    public static string? NameIn(IHeaderDictionary headers) =>
        headers.ContainsKey(ForName) ? ForName : headers.ContainsKey(ProtoName) ? ProtoName : headers.ContainsKey(HostName) ? HostName : headers.ContainsKey(StandardName) ? StandardName : null;

    /// <summary>Reads the hops of a request, nearest proxy first. <c>Forwarded</c> (RFC 7239) is read only if there is no <c>X-Forwarded-*</c>.</summary>
    public static IReadOnlyList<ForwardedHop> Read(IHeaderDictionary headers)
    {
        if (NameIn(headers) == StandardName) return [.. Last(headers[StandardName]).Select(ParseStandard)];
        var (addresses, schemes, hosts) = (Last(headers[ForName]), Last(headers[ProtoName]), Last(headers[HostName]));
        var hops = new ForwardedHop[Math.Max(addresses.Count, Math.Max(schemes.Count, hosts.Count) > 0 ? 1 : 0)];
        for (var i = 0; i < hops.Length; i++)
        {
            // Most proxies append the address and replace the scheme and the host.
            hops[i] = new ForwardedHop(i < addresses.Count ? ParseAddress(addresses[i]) : null, ParseScheme(At(schemes, i)), ParseHost(At(hosts, i)));
        }

        return hops;
    }

    private static string? At(List<string> values, int index) => values.Count == 0 ? null : values[Math.Min(index, values.Count - 1)];

    // Reads the items of a list from its end. Only Forwarded allows commas in quoted strings, and none of the parameters read here needs one.
    private static List<string> Last(StringValues values)
    {
        var items = new List<string>();
        for (var line = values.Count - 1; line >= 0; line--)
        {
            var rest = values[line].AsSpan();
            while (items.Count < MaxHops && !rest.IsWhiteSpace())
            {
                var comma = rest.LastIndexOf(',');
                items.Add(rest[(comma + 1)..].Trim().ToString());
                rest = rest[..Math.Max(comma, 0)];
            }
        }

        return items;
    }

    private static ForwardedHop ParseStandard(string element)
    {
        var hop = default(ForwardedHop);
        foreach (var pair in element.Split(';', StringSplitOptions.TrimEntries))
        {
            var separator = pair.IndexOf('=', StringComparison.Ordinal);
            if (separator < 0) continue;
            var value = Unquote(pair[(separator + 1)..]);
            hop = pair[..separator].ToLowerInvariant() switch
            {
                "for" => hop with { For = ParseAddress(value) },
                "proto" => hop with { Scheme = ParseScheme(value) },
                "host" => hop with { Host = ParseHost(value) },
                _ => hop,
            };
        }

        return hop;
    }

    private static string Unquote(string value) => value is ['"', .., '"'] ? value[1..^1] : value;

    // Accepts 192.0.2.1, 192.0.2.1:4711, [2001:db8::1], [2001:db8::1]:4711 and 2001:db8::1. Refuses names such as "unknown" and "_hidden".
    private static IPAddress? ParseAddress(string value)
    {
        if (value.Length is 0 or > 64) return null;
        if (value[0] == '[' && value.IndexOf(']', StringComparison.Ordinal) is > 0 and var end) value = value[1..end];
        else if (value.AsSpan().Count(':') == 1) value = value[..value.IndexOf(':', StringComparison.Ordinal)];
        return (value.Contains(':', StringComparison.Ordinal) || value.AsSpan().Count('.') == 3) && IPAddress.TryParse(value, out var address) ? address : null;
    }

    private static string? ParseScheme(string? value) => value?.ToLowerInvariant() is "http" or "https" ? value.ToLowerInvariant() : null;

    private static string? ParseHost(string? value)
    {
        if (value is not { Length: > 0 and <= 300 } || value.AsSpan().IndexOfAnyExcept(HostCharacters) >= 0) return null;
        return Uri.TryCreate($"http://{value}", UriKind.Absolute, out var url) && url.PathAndQuery == "/" && url.UserInfo.Length == 0 ? value : null;
    }

    private static readonly System.Buffers.SearchValues<char> HostCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._:[]");
}
