using Microsoft.AspNetCore.Http;
using Parhelion.Protocol;
using Parhelion.Server.Connections;

namespace Parhelion.Server.Tests.Connections;

/// <summary>A connection of HTTP/2 carries many requests, and each may have a file open.</summary>
public sealed class Http2RequestLimitTests
{
    private readonly TaskCompletionSource gate = new();
    private readonly Http2RequestLimit limit;

    public Http2RequestLimitTests() => limit = new Http2RequestLimit(_ => gate.Task, new ConnectionSettings { Most = 8 });

    [Fact]
    public async Task Requests_beyond_a_quarter_of_the_connections_are_refused_until_others_have_ended()
    {
        var first = Ask("HTTP/2");
        var second = Ask("HTTP/2");

        var refusal = await Assert.ThrowsAsync<ProblemException>(() => Ask("HTTP/2"));
        Assert.Equal(503, refusal.Status);
        Assert.False(Ask("HTTP/1.1").IsFaulted);

        gate.SetResult();
        await Task.WhenAll(first, second);
        await Ask("HTTP/2");
    }

    private Task Ask(string protocol) => limit.InvokeAsync(new DefaultHttpContext { Request = { Protocol = protocol } });
}
