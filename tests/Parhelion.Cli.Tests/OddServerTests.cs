using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Parhelion.Cli.Tests;

/// <summary>Whatever answers in the place of a server: the tool ends with a line on stderr and a documented exit code, and says of nothing that it was done.</summary>
public sealed class OddServerTests
{
    private const string Page = "<html><body>Please sign in.</body></html>";
    private const int AtOnce = 4;

    private static readonly string[] Commands = ["upload sample.png", "rm {url}", "apps list", "keys list", "ls conversations --user u", "ls receipts", "clients list u", "simulate deliveries", "simulate activity c typing:start --user u", "doctor"];

    // By name; the first is the one that every command meets.
    private static readonly (string Name, string Answer)[] Answers =
    [
        ("empty object", Json("{}")),
        ("null", Json("null")),
        ("array", Json("[1, 2]")),
        ("broken off", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"apps\":["),
        ("page", Html("200 OK")),
        ("page of 404", Html("404 Not Found")),
        ("page of 500", Html("500 Internal Server Error")),
        ("nothing", ""),
    ];

    [Fact]
    public async Task Command_ends_with_a_line_and_a_documented_code()
    {
        var findings = new List<string>();
        var cases = Commands.Select(command => (command, Answers[0])).Concat(Commands.Select(command => (command, Random.Shared.GetItems(Answers, 1)[0]))).Distinct();

        await Parallel.ForEachAsync(cases, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = TestContext.Current.CancellationToken }, async (one, stop) =>
        {
            var (command, (name, answer)) = one;
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            _ = AnswerAsync(listener, answer, stop);
            var outcome = await RunAsync(command, $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
            // The API answers a removal with an empty object.
            var isRight = command.StartsWith("rm", StringComparison.Ordinal) && name is "empty object" or "null" or "array" ? outcome.ExitCode == 0 : outcome.ExitCode is >= 1 and <= 6;
            if (!isRight || outcome.Error.Contains("   at ", StringComparison.Ordinal) || outcome.Error.Contains("unexpected error", StringComparison.Ordinal))
            {
                lock (findings) findings.Add($"{command}, {name}: {outcome.ExitCode}\n{outcome.Error}\n{outcome.Output}");
            }
        });

        Assert.True(findings.Count == 0, string.Join("\n\n", findings));
    }

    private static async Task<Outcome> RunAsync(string command, string url)
    {
        using var tool = new Tool();
        tool.Environment["PARHELION_HOST"] = url;
        tool.Environment["PARHELION_APP_ID"] = new string('0', 24);
        tool.Environment["PARHELION_KEY_ID"] = $"app_{new string('0', 24)}";
        tool.Environment["PARHELION_KEY_SECRET"] = new string('x', 40);
        tool.Sample("png");
        return await tool.RunAsync([.. command.Replace("{url}", $"{url}/apps/1/{new string('A', 24)}/a.png", StringComparison.Ordinal).Split(' ')]);
    }

    private static async Task AnswerAsync(TcpListener listener, string answer, CancellationToken stop)
    {
        try
        {
            while (true) _ = AnswerAsync(await listener.AcceptTcpClientAsync(stop), answer, stop);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // The command has ended.
        }
    }

    private static async Task AnswerAsync(TcpClient client, string answer, CancellationToken stop)
    {
        using (client)
        {
            try
            {
                var (stream, buffer) = (client.GetStream(), new byte[64 * 1024]);
                _ = await stream.ReadAsync(buffer, stop);
                await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), stop);
                client.Client.Shutdown(SocketShutdown.Send);
                // What the client still sends is read, or its answer would be lost.
                while (await stream.ReadAsync(buffer, stop) > 0)
                {
                }
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // The client has gone.
            }
        }
    }

    private static string Json(string body) => $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}";

    private static string Html(string status) => $"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {Page.Length}\r\nConnection: close\r\n\r\n{Page}";
}
