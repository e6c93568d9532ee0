using Parhelion.Cli.CommandLine;

namespace Parhelion.Cli.Diagnosis;

/// <summary>Checks that a host responds like the API, and reads its clock. It sends no credentials, so that wrong ones cannot fail this check.</summary>
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
                401 => "responds and requires credentials",
                >= 300 and < 400 => throw new IOException($"The host redirects to {response.Headers.Location?.GetLeftPart(UriPartial.Authority)}. Set it as the host instead."),
                404 => throw new IOException("A server responds, but it has no API at /v2. Check whether the host needs a path, such as /sc."),
                var status => $"responds with status {status}",
            };
        }
        catch (HttpRequestException e)
        {
            throw new HostException($"{host} cannot be reached: {e.Message}", e);
        }
        catch (TaskCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HostException($"{host} did not respond within 15 seconds.", e);
        }
    }
}
