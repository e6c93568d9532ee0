using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Parhelion;

// How fast does the client upload, beside curl? A server in a process of its own, one file of 50 MB, curl and client in turn.
//   ./run bench client [rounds]

const int Size = 50_000_000;
var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 15;
var folder = Directory.CreateTempSubdirectory("parhelion-bench-").FullName;
using var server = Start(
    "dotnet", Path.Combine(AppContext.BaseDirectory, "..", "..", "Parhelion.Server", "release", "Parhelion.Server.dll"), "--urls", "http://127.0.0.1:0",
    $"--Parhelion:DataDirectory={folder}", "--Parhelion:Durability=Os");
try
{
    var host = "";
    while (host.Length == 0 && await server.StandardOutput.ReadLineAsync() is { } line)
    {
        if (line.IndexOf("listens on http", StringComparison.Ordinal) is >= 0 and var at) host = line[(at + "listens on ".Length)..].Split(' ')[0].TrimEnd(',', '.');
    }

    _ = server.StandardOutput.ReadToEndAsync();
    using var credentials = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "credentials.json")));
    var appId = credentials.RootElement.GetProperty("appId").GetString()!;
    var key = credentials.RootElement.GetProperty("app");
    var (keyId, secret) = (key.GetProperty("keyId").GetString()!, key.GetProperty("secret").GetString()!);
    using var client = new ParhelionClient(host, keyId, secret);
    var file = Path.Combine(folder, "film.mp4");
    await File.WriteAllBytesAsync(file, Film());

    var (byCurl, byClient) = (new List<double>(), new List<double>());
    for (var round = -2; round < rounds; round++)
    {
        var curl = await CurlAsync($"{host.TrimEnd('/')}/v2/apps/{appId}/attachments?access=public", $"{keyId}:{secret}", file);
        var watch = Stopwatch.StartNew();
        var attachment = await client.Attachments.UploadAttachmentAsync(appId, AttachmentAccess.Public, file);
        var own = watch.Elapsed.TotalMilliseconds;
        await client.Attachments.DeleteAttachmentAsync(appId, attachment.MediaUrl);
        await client.Attachments.DeleteAttachmentAsync(appId, curl.Url);
        if (round < 0) continue;
        byCurl.Add(curl.Milliseconds);
        byClient.Add(own);
    }

    var (curlMedian, clientMedian) = (Median(byCurl), Median(byClient));
    Console.WriteLine($"{rounds} rounds of {Size / 1e6} MB: curl -F {Speed(curlMedian)}, client {Speed(clientMedian)}, ratio {curlMedian / clientMedian:0.00}");
}
finally
{
    server.Kill();
    await server.WaitForExitAsync();
    Directory.Delete(folder, recursive: true);
}

static Process Start(string program, params string[] arguments)
{
    var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, UseShellExecute = false };
    foreach (var argument in arguments) start.ArgumentList.Add(argument);
    return Process.Start(start)!;
}

// What curl itself measures: without the start of its process.
static async Task<(double Milliseconds, string Url)> CurlAsync(string url, string user, string file)
{
    using var curl = Start("curl", "-sS", "-u", user, "-F", $"source=@{file}", "-w", "\n%{time_total}", url);
    var lines = (await curl.StandardOutput.ReadToEndAsync()).Split('\n');
    using var body = JsonDocument.Parse(lines[0]);
    return (double.Parse(lines[1], CultureInfo.InvariantCulture) * 1000, body.RootElement.GetProperty("attachment").GetProperty("mediaUrl").GetString()!);
}

// The beginning of an MP4, then noise: nothing on the way can make it smaller.
static byte[] Film()
{
    var bytes = new byte[Size];
    new Random(1).NextBytes(bytes);
    ReadOnlySpan<byte> head = [0, 0, 0, 24, (byte)'f', (byte)'t', (byte)'y', (byte)'p', (byte)'i', (byte)'s', (byte)'o', (byte)'m', 0, 0, 2, 0, (byte)'i', (byte)'s', (byte)'o', (byte)'m', (byte)'m', (byte)'p', (byte)'4', (byte)'1'];
    head.CopyTo(bytes);
    return bytes;
}

static double Median(List<double> times)
{
    times.Sort();
    return times[times.Count / 2];
}

static string Speed(double milliseconds) => $"{milliseconds:0} ms ({Size / milliseconds / 1000:0} MB/s)";
