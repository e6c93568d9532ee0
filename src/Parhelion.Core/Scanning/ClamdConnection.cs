using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Parhelion.Core.Scanning;

/// <summary>
/// Sends one command to clamd (the daemon of the malware scanner ClamAV) over a new connection, and reads the answer. Not safe for concurrent use.
/// </summary>
/// <remarks>The protocol (<c>man clamd</c>): a command is the letter <c>z</c>, the name of the command and a zero byte. After the command INSTREAM, the file is
/// sent in chunks, each with its length in front as four bytes in network order. A chunk of length zero ends the file. The answer ends with a zero
/// byte.</remarks>
internal sealed class ClamdConnection : IDisposable
{
    // A small file is sent with one system call.
    private const int BufferBytes = 16 * 1024;

    // The longest answer has the name of a signature.
    private const int MaxAnswerBytes = 1024;
    private const int MaxShown = 200;

    private readonly NetworkStream network;
    private readonly BufferedStream output;
    private readonly byte[] length = new byte[sizeof(uint)];

    private ClamdConnection(NetworkStream network) => (this.network, output) = (network, new BufferedStream(network, BufferBytes));

    /// <summary>Opens a connection and gives it a command.</summary>
    /// <exception cref="IOException">clamd cannot be reached.</exception>
    public static async ValueTask<ClamdConnection> OpenAsync(ClamdAddress address, string command, CancellationToken cancellationToken)
    {
        var connection = new ClamdConnection(await address.ConnectAsync(cancellationToken));
        try
        {
            await connection.output.WriteAsync(Encoding.ASCII.GetBytes($"z{command}\0"), cancellationToken);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Sends a chunk of the file. An empty chunk ends the file.</summary>
    /// <exception cref="IOException">clamd has closed the connection.</exception>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken)
    {
        try
        {
            BinaryPrimitives.WriteUInt32BigEndian(length, (uint)chunk.Length);
            await output.WriteAsync(length, cancellationToken);
            await output.WriteAsync(chunk, cancellationToken);
        }
        catch (IOException e)
        {
            // clamd says why before it closes a connection, for example that the file is larger than it takes.
            throw await TryReadAsync(cancellationToken) is { Length: > 0 } reason ? new ScanFailedException($"clamd has answered '{reason}'", e) : Lost(e);
        }
    }

    /// <summary>Sends what is buffered, and reads the answer.</summary>
    /// <returns>The answer without control characters, at most 200 characters of it.</returns>
    /// <exception cref="IOException">There is no answer, or it is too long.</exception>
    public async ValueTask<string> AnswerAsync(CancellationToken cancellationToken)
    {
        try
        {
            await output.FlushAsync(cancellationToken);
            return await ReadAsync(cancellationToken);
        }
        catch (IOException e) when (e.InnerException is SocketException)
        {
            throw Lost(e);
        }
    }

    public void Dispose() => network.Dispose();

    // The text of the system names neither clamd nor what was done.
    private static IOException Lost(IOException fault) => new($"clamd has closed the connection: {fault.InnerException?.Message ?? fault.Message}", fault);

    private async ValueTask<string?> TryReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(cancellationToken);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private async ValueTask<string> ReadAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxAnswerBytes];
        for (var count = 0; count < buffer.Length;)
        {
            var read = await network.ReadAsync(buffer.AsMemory(count), cancellationToken);
            if (read == 0) throw new IOException(count == 0 ? "clamd has closed the connection without an answer" : "clamd has closed the connection within its answer");
            count += read;
            var end = buffer.AsSpan(0, count).IndexOf((byte)0);
            if (end >= 0) return Show(buffer.AsSpan(0, end));
        }

        throw new IOException($"clamd has sent more than {MaxAnswerBytes} bytes as its answer");
    }

    // Whatever answers may be something else than clamd, and the text gets into the log.
    private static string Show(ReadOnlySpan<byte> answer)
    {
        var text = string.Concat(Encoding.Latin1.GetString(answer).Select(c => c is >= ' ' and <= '~' ? c : '?'));
        return text.Length <= MaxShown ? text : text[..(MaxShown - 6)] + text[^6..];
    }
}
