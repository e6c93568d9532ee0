using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Connections;

/// <summary>Clients who reset their connection after an early refusal, or before it.</summary>
public sealed class ResetTests
{
    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public async Task Resets_are_no_fault_of_the_server(bool isRefused, bool isChunked)
    {
        var loud = new LoudLines();
        await using (var server = await ParhelionServer.StartAsync(
            options => options.ConfigureServices = services => services.AddLogging(logging => logging.AddProvider(loud)), TestContext.Current.CancellationToken))
        {
            var head = Uploads.Head(
                server, "multipart/form-data; boundary=x", isChunked ? "Transfer-Encoding: chunked" : "Content-Length: 5000000", secret: isRefused ? "wrong" : null);
            var form = "--x\r\nContent-Disposition: form-data; name=\"source\"; filename=\"a.txt\"\r\n\r\n" + new string('a', 30_000);
            var bytes = Encoding.ASCII.GetBytes($"{head}\r\n{(isChunked ? $"{form.Length:x}\r\n{form}\r\n" : form)}");
            await Parallel.ForEachAsync(Enumerable.Range(0, 200), TestContext.Current.CancellationToken, async (round, token) =>
            {
                await using var stream = await Uploads.ConnectAsync(server);
                await stream.WriteAsync(bytes.AsMemory(0, bytes.Length - (round % 4 * 7000)), token);
                if (isRefused && round % 2 == 0) _ = await stream.ReadAsync(new byte[100], token);
                stream.Socket.LingerState = new LingerOption(enable: true, seconds: 0);
            });
        }

        Assert.True(loud.Lines.Count == 0, string.Join('\n', loud.Lines));
    }
}
