using System.Globalization;
using Parhelion.Bench.Resumable;

// How fast is a resumable upload in one piece, beside the form? A server in a process of its own, one file of 50 MB, the three protocols in turn, sent by curl.
//   ./run bench resumable [rounds] [settings of the server, such as --Parhelion:Durability=Os]
var rounds = args.Length > 0 && int.TryParse(args[0], CultureInfo.InvariantCulture, out var asked) ? asked : 15;
var settings = args.Where(argument => argument.StartsWith("--", StringComparison.Ordinal)).ToArray();
var folder = Directory.CreateTempSubdirectory("parhelion-bench-").FullName;
try
{
    var film = Path.Combine(folder, "film.mp4");
    await File.WriteAllBytesAsync(film, Film.Bytes());
    await using var server = await MeasuredServer.StartAsync(Path.Combine(folder, "data"), settings);
    var times = Protocols.All.ToDictionary(protocol => protocol.Name, _ => new List<double>(), StringComparer.Ordinal);
    for (var round = -2; round < rounds; round++)
    {
        // Each round begins with another one, so that none always comes first.
        foreach (var protocol in Enumerable.Range(0, Protocols.All.Count).Select(index => Protocols.All[(index + round + 3) % Protocols.All.Count]))
        {
            var taken = await server.UploadAsync(protocol, film);
            if (round >= 0) times[protocol.Name].Add(taken);
        }
    }

    var form = Median(times[Protocols.All[0].Name]);
    Console.WriteLine($"{rounds} rounds of {Film.Size / 1_000_000} MB, {string.Join(' ', settings)}");
    foreach (var (name, taken) in times)
    {
        var median = Median(taken);
        Console.WriteLine(FormattableString.Invariant($"{name,-28} {median,6:0} ms  {Film.Size / median / 1000,5:0} MB/s  ratio {form / median:0.00}"));
    }
}
finally
{
    Directory.Delete(folder, recursive: true);
}

static double Median(List<double> times)
{
    times.Sort();
    return times[times.Count / 2];
}
