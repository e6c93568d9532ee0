using Microsoft.AspNetCore.Http;
using Parhelion.Server.Addressing;

namespace Parhelion.Server.Tests.Proxies;

/// <summary>What is read from the headers of proxies, the nearest first.</summary>
public sealed class ForwardedHopTests
{
    [Theory]
    [InlineData("203.0.113.9", "203.0.113.9")]
    [InlineData("10.9.9.9, 203.0.113.9", "203.0.113.9 10.9.9.9")]
    [InlineData("203.0.113.9:4711", "203.0.113.9")]
    [InlineData("[2001:db8::9]:4711", "2001:db8::9")]
    [InlineData("2001:db8::9", "2001:db8::9")]
    [InlineData("unknown", "-")]
    [InlineData("7", "-")]
    [InlineData("<script>, 203.0.113.9", "203.0.113.9 -")]
    [InlineData(",,", "- -")]
    public void Addresses_of_x_forwarded_for(string header, string expected) =>
        Assert.Equal(expected, string.Join(' ', Read(("X-Forwarded-For", header)).Select(hop => hop.For?.ToString() ?? "-")));

    [Theory]
    [InlineData("for=203.0.113.9;proto=https;host=chat.example.org", "203.0.113.9 https chat.example.org")]
    [InlineData("For=\"[2001:db8::9]:4711\"; Proto=HTTPS; Host=\"chat.example.org:8443\"", "2001:db8::9 https chat.example.org:8443")]
    [InlineData("for=10.9.9.9;host=evil.example, for=203.0.113.9", "203.0.113.9 - -|10.9.9.9 - evil.example")]
    [InlineData("for=_hidden;by=203.0.113.1", "- - -")]
    [InlineData("nonsense", "- - -")]
    public void Elements_of_forwarded(string header, string expected) =>
        Assert.Equal(expected, string.Join('|', Read(("Forwarded", header)).Select(hop => $"{hop.For?.ToString() ?? "-"} {hop.Scheme ?? "-"} {hop.Host ?? "-"}")));

    [Theory]
    [InlineData("chat.example.org", true)]
    [InlineData("chat.example.org:8443", true)]
    [InlineData("[2001:db8::9]:8443", true)]
    [InlineData("chat.example.org/path", false)]
    [InlineData("user@chat.example.org", false)]
    [InlineData("chat.example.org:port", false)]
    [InlineData("a b", false)]
    [InlineData("\"chat\"", false)]
    public void Host_is_a_host_or_nothing(string host, bool isTaken) =>
        Assert.Equal(isTaken ? host : null, Read(("X-Forwarded-Host", host)).Single().Host);

    [Fact]
    public void Forwarded_does_not_count_beside_x_forwarded()
    {
        var hop = Read(("Forwarded", "for=10.9.9.9;proto=http;host=evil.example"), ("X-Forwarded-For", "203.0.113.9"), ("X-Forwarded-Proto", "https")).Single();

        Assert.Equal(("203.0.113.9", "https", null), (hop.For!.ToString(), hop.Scheme, hop.Host));
    }

    [Fact]
    public void No_more_than_sixteen_are_looked_at() => Assert.Equal(ForwardedHop.MaxHops, Read(("X-Forwarded-For", string.Join(',', Enumerable.Repeat("10.0.0.1", 1000)))).Count);

    private static IReadOnlyList<ForwardedHop> Read(params (string Name, string Value)[] headers)
    {
        var all = new HeaderDictionary();
        foreach (var (name, value) in headers) all[name] = value;
        return ForwardedHop.Read(all);
    }
}
