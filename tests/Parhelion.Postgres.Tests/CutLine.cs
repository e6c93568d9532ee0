using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Parhelion.Postgres.Tests;

/// <summary>A line to a server that can be cut: at once, or when one more message has been sent and before it is answered, or in the middle of something else
/// than the answer.</summary>
internal sealed class CutLine : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly NpgsqlConnectionStringBuilder target;
    private readonly CancellationTokenSource end = new();
    private readonly Task accepting;
    private volatile Socket? client;
    private volatile bool isDeaf;
    private byte[] instead = [];

    public CutLine(string connectionString)
    {
        target = new NpgsqlConnectionStringBuilder(connectionString);
        listener.Start();
        accepting = AcceptAsync();
    }

    public string ConnectionString =>
        new NpgsqlConnectionStringBuilder(target.ConnectionString) { Port = ((IPEndPoint)listener.LocalEndpoint).Port }.ConnectionString;

    public void Cut(bool afterSending)
    {
        if (afterSending) isDeaf = true;
        else client!.Close();
    }

    /// <summary>The next answer is these bytes, and the line is cut behind them.</summary>
    public void Answer(byte[] bytes)
    {
        instead = bytes;
        isDeaf = true;
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        listener.Dispose();
        await accepting.WaitAsync(TimeSpan.FromSeconds(10)).ContinueWith(_ => { }, TaskScheduler.Default);
        end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!end.IsCancellationRequested)
        {
            var near = await listener.AcceptSocketAsync(end.Token);
            var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await far.ConnectAsync(target.Host!, target.Port, end.Token);
            client = near;
            _ = Task.WhenAny(CopyAsync(near, far, isAnswer: false), CopyAsync(far, near, isAnswer: true)).ContinueWith(
                _ =>
                {
                    near.Close();
                    far.Close();
                },
                TaskScheduler.Default);
        }
    }

    private async Task CopyAsync(Socket from, Socket to, bool isAnswer)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReceiveAsync(buffer, end.Token) is > 0 and var length)
        {
            if (isAnswer && isDeaf)
            {
                isDeaf = false;
                await to.SendAsync(instead, end.Token);
                instead = [];
                return;
            }

            await to.SendAsync(buffer.AsMemory(0, length), end.Token);
        }
    }
}
