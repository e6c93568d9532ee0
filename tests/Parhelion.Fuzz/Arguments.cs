using System.Globalization;

namespace Parhelion.Fuzz;

/// <summary>What the command line asks for.</summary>
/// <param name="Seconds">How long to go on, all targets together.</param>
/// <param name="Seed">What the mutations of every target begin with.</param>
/// <param name="Targets">Names of targets; all when empty.</param>
/// <param name="Files">A folder of further files for the sniffers; <see langword="null"/> for none.</param>
/// <param name="Repeat">A file of a failure to run once more; <see langword="null"/> for none.</param>
internal sealed record Arguments(double Seconds, int Seed, IReadOnlyList<string> Targets, string? Files, string? Repeat)
{
    public const string Usage = "fuzz SECONDS [--seed N] [--targets a,b] [--files FOLDER] | fuzz --repeat FILE";

    /// <exception cref="FormatException">It is not of the form of <see cref="Usage"/>.</exception>
    public static Arguments Parse(string[] args)
    {
        var parsed = new Arguments(0, 1, [], null, null);
        for (var at = 0; at < args.Length; at++)
        {
            string Next() => ++at < args.Length ? args[at] : throw new FormatException(Usage);
            parsed = args[at] switch
            {
                "--seed" => parsed with { Seed = int.Parse(Next(), CultureInfo.InvariantCulture) },
                "--targets" => parsed with { Targets = Next().Split(',') },
                "--files" => parsed with { Files = Next() },
                "--repeat" => parsed with { Repeat = Next() },
                var seconds => parsed with { Seconds = double.Parse(seconds, CultureInfo.InvariantCulture) },
            };
        }

        return parsed.Seconds > 0 || parsed.Repeat is not null ? parsed : throw new FormatException(Usage);
    }
}
