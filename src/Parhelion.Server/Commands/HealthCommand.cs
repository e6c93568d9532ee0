using System.Net;
using System.Net.Sockets;
using System.Text;
using Parhelion.Server.Configuration;

namespace Parhelion.Server.Commands;

/// <summary>Runs the command <c>health</c>, which sends a request to the running server and reports whether the server works. The command opens neither the
/// database nor the blob store.</summary>
/// <remarks>The command is the health check of the container, because the container has no other program that could send the request.</remarks>
internal static class HealthCommand
{
    /// <summary>Option: asks whether an upload would succeed (<c>/readyz</c>), and not only whether the server answers (<c>/healthz</c>).</summary>
    public const string Ready = "--ready";

    /// <summary>How the help writes the command.</summary>
    public const string Usage = $"health [{Ready}]";

    // The server answers within two seconds, also when its database or its store hangs.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(4);

    // The most bytes of a response that are printed.
    private const int MaxPrintedBytes = 4096;

    /// <summary>Asks every configured address at the same time. One answer with status 200 is enough. Returns <see cref="ExitCodes.Found"/> if there is
    /// none within four seconds; stderr then says for each address why.</summary>
    /// <exception cref="OperatorErrorException">An argument or an address is wrong, or the server chooses its port when it starts.</exception>
    public static async Task<int> RunAsync(string[] args)
    {
        var configuration = HostBuilderFactory.MakeBuilder([.. args.Where(arg => arg != Ready)]).Configuration;
        HostBuilderFactory.Check(configuration);
        var path = args.Contains(Ready) ? "/readyz" : "/healthz";
        var answers = Addresses(configuration).Select(address => FaultAsync(configuration, address, path)).ToList();
        await foreach (var answer in Task.WhenEach(answers))
        {
            if (await answer is null) return ExitCodes.Done;
        }

        foreach (var answer in answers) await Console.Error.WriteLineAsync(await answer);
        return ExitCodes.Found;
    }

    private static ListenAddress[] Addresses(ConfigurationManager configuration)
    {
        var all = ListenAddresses.Read(configuration);
        if (all.Count == 0) return [new ListenAddress("urls", ListenAddresses.Default)];
        ListenAddress[] known = [.. all.Where(address => address.LocalEndPoint is not null)];
        if (known.Length > 0) return known;
        throw new OperatorErrorException($"{all[0].Setting} is '{all[0].Text}', and only the running server knows its port; choose a port, so that the command 'health' can reach it.");
    }

    // Returns null if the answer is 200, and otherwise a sentence.
    private static async Task<string?> FaultAsync(ConfigurationManager configuration, ListenAddress address, string path)
    {
        using var client = new HttpClient(HandlerFor(address.LocalEndPoint!)) { Timeout = Limit };
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{(address.IsTls ? "https" : "http")}://localhost{path}");
        if (configuration["AllowedHosts"] is { Length: > 0 } hosts) request.Headers.Host = hosts.Split(';')[0].Replace("*", "localhost", StringComparison.Ordinal);
        if (IsHttp2Only(configuration, address)) (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            return response.StatusCode == HttpStatusCode.OK ? null : $"{address.Text}{path} answers {(int)response.StatusCode}: {await ReadAsync(response)}";
        }
        catch (OperationCanceledException)
        {
            return $"{address.Text}{path} does not answer within {Limit.TotalSeconds:0} seconds.";
        }
        catch (HttpRequestException e)
        {
            return $"{address.Text}{path} cannot be asked: {ExceptionText.Quote(e.GetBaseException())}.";
        }
    }

    private static SocketsHttpHandler HandlerFor(EndPoint endPoint) => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        // The certificate names the host that clients use, and this connection does not leave the machine.
#pragma warning disable CA5359, MA0039
        SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true },
#pragma warning restore CA5359, MA0039
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(endPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };

    // Without TLS, client and server cannot negotiate the version.
    private static bool IsHttp2Only(ConfigurationManager configuration, ListenAddress address)
    {
        var endpoint = address.Setting.EndsWith(":Url", StringComparison.Ordinal) ? configuration[$"{address.Setting[..^":Url".Length]}:Protocols"] : null;
        return string.Equals(endpoint ?? configuration["Kestrel:EndpointDefaults:Protocols"], "Http2", StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<string> ReadAsync(HttpResponseMessage response)
    {
        await using var body = await response.Content.ReadAsStreamAsync();
        var bytes = new byte[MaxPrintedBytes];
        var length = await body.ReadAtLeastAsync(bytes, MaxPrintedBytes, throwOnEndOfStream: false);
        return length == 0 ? "no text" : Encoding.UTF8.GetString(bytes, 0, length).TrimEnd();
    }
}
