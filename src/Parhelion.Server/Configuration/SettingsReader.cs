using System.Globalization;
using Parhelion.Core;

namespace Parhelion.Server.Configuration;

/// <summary>Reads one section of the configuration. The reader collects all errors, so that the operator sees all of them in one message.</summary>
internal sealed class SettingsReader(IConfigurationSection section)
{
    private readonly List<string> faults = [];

    // Every name that was asked for, with the text of its default; null: it has none.
    private readonly Dictionary<string, string?> known = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> secrets = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>All settings that were read, in alphabetical order, with their effective values.</summary>
    public IEnumerable<EffectiveSetting> Settings => known.OrderBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase).Select(pair => Effective(pair.Key, pair.Value));

    /// <summary>Number of errors so far.</summary>
    public int FaultCount => faults.Count;

    public string? Text(string name) => Value(name);

    public string Text(string name, string fallback) => Value(name, fallback) ?? fallback;

    /// <summary>Reads a text whose value is never shown.</summary>
    public string? SecretText(string name)
    {
        secrets.Add(name);
        return Value(name);
    }

    /// <summary>Reads a secret. Error messages never show its value.</summary>
    public string? Secret(string name, Func<string, bool> isValid, string right)
    {
        secrets.Add(name);
        known.TryAdd(name, null);
        // Secret files end with a newline, which is not part of the value. Other white space may be intended, so it is refused and not trimmed.
        var value = section[name]?.Trim('\r', '\n') is { Length: > 0 } raw ? raw : null;
        if (value is not null && value != value.Trim())
        {
            faults.Add($"{section.Path}:{name} begins or ends with a space (its value is not shown); remove the space.");
            return null;
        }

        if (value is null || isValid(value)) return value;
        faults.Add($"{section.Path}:{name} is invalid (its value is not shown); it must be {right}.");
        return null;
    }

    public long Number(string name, long fallback, long min, long max)
    {
        if (Value(name, fallback.ToString(CultureInfo.InvariantCulture)) is not { } value) return fallback;
        return ParseNumber(name, value, fallback, min, max);
    }

    public long? OptionalNumber(string name, long min, long max) => Value(name) is { } value ? ParseNumber(name, value, min, min, max) : null;

    private long ParseNumber(string name, string value, long fallback, long min, long max)
    {
        if (long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max) return number;
        return Fault(name, value, $"a whole number from {min} to {max}", fallback);
    }

    public bool? Boolean(string name)
    {
        if (Value(name) is not { } value) return null;
        return bool.TryParse(value, out var on) ? on : Fault(name, value, "true or false", default(bool?));
    }

    public bool Boolean(string name, bool fallback)
    {
        known.TryAdd(name, fallback ? "true" : "false");
        return Boolean(name) ?? fallback;
    }

    public TimeSpan Duration(string name, TimeSpan fallback)
    {
        known.TryAdd(name, fallback.ToString("c", CultureInfo.InvariantCulture));
        return OptionalDuration(name) ?? fallback;
    }

    public TimeSpan? OptionalDuration(string name)
    {
        if (Value(name) is not { } value) return null;
        if (TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out var duration) && duration >= TimeSpan.Zero) return duration;
        return Fault(name, value, "a duration such as 01:00:00 (hours:minutes:seconds) or 1.00:00:00 (days)", default(TimeSpan?));
    }

    public T Choice<T>(string name, T fallback) where T : struct, Enum
    {
        known.TryAdd(name, fallback.ToString());
        return OptionalChoice<T>(name) ?? fallback;
    }

    public T? OptionalChoice<T>(string name) where T : struct, Enum
    {
        if (Value(name) is not { } value) return null;
        if (Enum.TryParse<T>(value, ignoreCase: true, out var choice) && Enum.IsDefined(choice)) return choice;
        return Fault(name, value, $"one of {string.Join(", ", Enum.GetNames<T>())}", default(T?));
    }

    /// <summary>Reads a list: an array (<c>Name:0</c>, <c>Name:1</c>), or one value separated by commas or blanks.</summary>
    public IReadOnlyList<string> Origins(string name) => [.. List(name, []).Select(value => ParseOrigin(name, value)).OfType<string>()];

    public Uri? Url(string name) => Value(name) is { } value ? ParseUrl(name, value) : null;

    public IReadOnlyList<Uri> Urls(string name) => [.. List(name, []).Select(value => ParseUrl(name, value)).OfType<Uri>()];

    /// <summary>A list: as an array (<c>Name:0</c>, <c>Name:1</c>) or as one value separated by commas or blanks.</summary>
    public IReadOnlyList<string> List(string name, IReadOnlyCollection<string> fallback)
    {
        known.TryAdd(name, string.Join(',', fallback));
        var items = section.GetSection(name).GetChildren().Select(child => child.Value).OfType<string>().ToArray();
        if (items.Length > 0) return [.. items.Select(item => item.Trim())];
        return section[name] is { } text ? text.Split([',', ' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries) : [.. fallback];
    }

    /// <summary>Returns the names of the items of a list whose items have settings of their own.</summary>
    public IReadOnlyList<string> Items(string name) => [.. section.GetSection(name).GetChildren().Select(child => child.Key)];

    public void Add(string fault) => faults.Add(fault);

    /// <summary>Throws if any setting is wrong or unknown. A misspelt name would otherwise silently have no effect.</summary>
    public void ThrowIfFaulty()
    {
        foreach (var name in Names(section))
        {
            if (known.Keys.Any(k => name.Equals(k, StringComparison.OrdinalIgnoreCase) || name.StartsWith(k + ":", StringComparison.OrdinalIgnoreCase))) continue;
            faults.Add($"{section.Path}:{name} is not a setting. The nearest is {section.Path}:{ClosestName(name)}.");
        }

        if (faults.Count > 0) throw new OperatorErrorException(faults);
    }

    private EffectiveSetting Effective(string name, string? fallback)
    {
        var values = section.GetSection(name).GetChildren().Select(child => child.Value).OfType<string>().ToArray();
        var text = values.Length > 0 ? string.Join(',', values) : section[name];
        var setAt = values.Length > 0 ? $"{section.Path}:{name}:0" : $"{section.Path}:{name}";
        if (string.IsNullOrWhiteSpace(text)) return new EffectiveSetting($"{section.Path}:{name}", fallback, null);
        return new EffectiveSetting($"{section.Path}:{name}", secrets.Contains(name) ? "(not shown)" : text.Trim(), setAt);
    }

    private string? Value(string name, string? fallback = null)
    {
        known.TryAdd(name, fallback);
        // White space at either end comes from a shell or an editor.
        return section[name]?.Trim() is { Length: > 0 } value ? value : null;
    }

    private Uri? ParseUrl(string name, string value)
    {
        if (Uri.TryCreate(value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Query.Length + url.Fragment.Length == 0 && UrlHostName.Of(url) is not null) return url;
        return Fault<Uri?>(name, value, "an absolute http or https URL without query, such as https://media.example.org", null);
    }

    private string? ParseOrigin(string name, string value)
    {
        if (Uri.TryCreate(value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.PathAndQuery == "/" &&
            url.UserInfo.Length + url.Fragment.Length == 0 && UrlHostName.Of(url) is { } dnsHost)
        {
            var host = url.HostNameType == UriHostNameType.IPv6 ? url.Host : dnsHost;
            return url.IsDefaultPort ? $"{url.Scheme}://{host}" : $"{url.Scheme}://{host}:{url.Port}";
        }

        return Fault<string?>(name, value, "an origin, such as https://chat.example.org, without a path", null);
    }

    private T Fault<T>(string name, string value, string right, T fallback)
    {
        faults.Add($"{section.Path}:{name} is '{value}'; it must be {right}.");
        return fallback;
    }

    private static IEnumerable<string> Names(IConfigurationSection section) =>
        section.AsEnumerable(makePathsRelative: true).Where(pair => pair.Key.Length > 0 && pair.Value is not null).Select(pair => pair.Key);

    private string ClosestName(string name) => known.Keys.MinBy(k => Distance(name, k))!;

    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]) ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + cost));
            }
        }

        return row[^1];
    }
}
