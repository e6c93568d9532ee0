using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Connections;

namespace Parhelion.Cli.Diagnosis;

/// <summary>Checks that a host responds like the API, and reads its clock. It sends no credentials, so that wrong ones cannot fail this check.</summary>
internal static class ConnectivityCheck
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(15);

    public static async Task<string> AskAsync(HttpClient http, string host, Action<DateTimeOffset?> tellTime, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(TimeLimit, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var target = new Uri($"{HostUrl.Check(host)}/v2/tokenInfo");
            using var response = await http.GetAsync(target, HttpCompletionOption.ResponseHeadersRead, either.Token);
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
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HostException($"{host} did not respond within {TimeLimit.TotalSeconds} seconds.", e);
        }
    }
}
