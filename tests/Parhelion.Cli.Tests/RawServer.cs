using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Parhelion.Cli.Tests;

/// <summary>A server that answers every connection with the same bytes, and then keeps it open without a word.</summary>
internal sealed class RawServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource end = new();
    private readonly byte[] answer;

    public RawServer(string answer)
    {
        this.answer = Encoding.Latin1.GetBytes(answer);
        listener.Start();
        _ = AcceptAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

    /// <summary>Lets the program talk to this server.</summary>
    public void Introduce(Tool tool)
    {
        tool.Environment["PARHELION_HOST"] = Url;
        (tool.Environment["PARHELION_APP_ID"], tool.Environment["PARHELION_KEY_ID"], tool.Environment["PARHELION_KEY_SECRET"]) = ("a1", "app_1", "secret");
    }

    public void Dispose()
    {
        end.Cancel();
        listener.Dispose();
        end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var stop = end.Token;
        try
        {
            for (; ; ) _ = AnswerAsync(await listener.AcceptTcpClientAsync(stop), stop);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The test has ended.
        }
    }

    private async Task AnswerAsync(TcpClient client, CancellationToken stop)
    {
        using (client)
        {
            try
            {
                var (stream, buffer) = (client.GetStream(), new byte[64 * 1024]);
                _ = await stream.ReadAsync(buffer, stop);
                await stream.WriteAsync(answer, stop);
                while (await stream.ReadAsync(buffer, stop) > 0)
                {
                }
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The client has gone.
            }
        }
    }
}
