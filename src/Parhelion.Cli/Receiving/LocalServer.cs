using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using System.Text;

namespace Parhelion.Cli.Receiving;

/// <summary>Receives requests on a port of the loopback address, at most eight at the same time.</summary>
internal sealed class LocalServer : IDisposable
{
    private const int MaxConnections = 8;
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(20);

    private readonly TcpListener listener;
    private readonly SemaphoreSlim gate = new(MaxConnections);

    /// <summary>Opens the port; 0 for any free one.</summary>
    /// <exception cref="IOException">The port is in use.</exception>
    public LocalServer(int port)
    {
        listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
        }
        catch (SocketException e)
        {
            listener.Dispose();
            throw new IOException($"Cannot listen on port {port}: {e.Message}", e);
        }
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");

    /// <summary>Receives requests until the token is cancelled. An exception of the handler ends the server, and the request gets no response.</summary>
    /// <param name="handle">Handles a request and returns the status of the response.</param>
    /// <param name="isDone">Whether to end the server. Asked after each response was sent.</param>
    /// <param name="cancellationToken">Ends the server.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled, or <paramref name="isDone"/> ended the server.</exception>
    public async Task RunAsync(Func<ReceivedRequest, int> handle, Func<bool> isDone, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ExceptionDispatchInfo? fault = null;
        try
        {
            await AcceptAsync(Handle, EndIfDone, end.Token);
        }
        catch (OperationCanceledException) when (fault is not null)
        {
            fault.Throw();
        }

        int Handle(ReceivedRequest request)
        {
            try
            {
                return handle(request);
            }
            catch (Exception e)
            {
                fault ??= ExceptionDispatchInfo.Capture(e);
                end.Cancel();
                throw new OperationCanceledException("The server has ended.", e);
            }
        }

        void EndIfDone()
        {
            if (isDone()) end.Cancel();
        }
    }

    public void Dispose()
    {
        listener.Dispose();
        gate.Dispose();
    }

    private async Task AcceptAsync(Func<ReceivedRequest, int> handle, Action sent, CancellationToken cancellationToken)
    {
        for (; ; )
        {
            await gate.WaitAsync(cancellationToken);
            var client = await listener.AcceptTcpClientAsync(cancellationToken);
            _ = AnswerAsync(client, handle, sent, cancellationToken);
        }
    }

    private async Task AnswerAsync(TcpClient client, Func<ReceivedRequest, int> handle, Action sent, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(TimeLimit, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using (client)
            {
                var stream = client.GetStream();
                var status = await StatusAsync(stream, handle, either.Token);
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status} {(HttpStatusCode)status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), either.Token);
                client.Client.Shutdown(SocketShutdown.Send);
            }

            sent();
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The caller has gone or was too slow. It repeats the delivery.
        }
        finally
        {
            Release();
        }
    }

    private static async Task<int> StatusAsync(NetworkStream stream, Func<ReceivedRequest, int> handle, CancellationToken cancellationToken)
    {
        var input = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        try
        {
            var request = await RequestReader.ReadAsync(input, () => stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), cancellationToken).AsTask(), cancellationToken);
            return handle(request);
        }
        catch (InvalidDataException)
        {
            return 400;
        }
    }

    private void Release()
    {
        try
        {
            gate.Release();
        }
        catch (ObjectDisposedException)
        {
            // The server has ended.
        }
    }
}
