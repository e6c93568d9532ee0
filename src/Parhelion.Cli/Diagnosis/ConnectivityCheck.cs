using Parhelion.Cli.CommandLine;
using Parhelion.Client;

namespace Parhelion.Cli.Diagnosis;

/// <summary>Whether anybody answers at a host, and what its clock says. Without credentials, so that those are another question.</summary>
internal static class ConnectivityCheck
{
    public static async Task<string> AskAsync(string host, Action<DateTimeOffset?> tellTime, CancellationToken cancellationToken)
    {
        using var client = Connections.Connection.CreateClient(host, ParhelionCredentials.None);
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(15) };
        try
        {
            var target = new Uri($"{host.TrimEnd('/')}/v2/tokenInfo");
            using var response = await http.GetAsync(target, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            tellTime(response.Headers.Date);
            return (int)response.StatusCode switch
            {
                401 => "answers, and asks for credentials",
                >= 300 and < 400 => throw new IOException($"The host redirects to {response.Headers.Location?.GetLeftPart(UriPartial.Authority)}; use that one."),
                404 => throw new IOException("Something answers there, but has no /v2: is a path missing, such as /sc?"),
                var status => $"answers {status}",
            };
        }
        catch (HttpRequestException e)
        {
            throw new HostException($"Nobody answers at {host}: {e.Message}", e);
        }
        catch (TaskCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HostException($"Nobody answers at {host} within 15 seconds.", e);
        }
    }
}
