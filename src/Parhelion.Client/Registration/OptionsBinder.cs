using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Parhelion;

/// <summary>Reads <see cref="ParhelionClientOptions"/> from a section of the configuration, without reflection. Keys that are absent change
/// nothing.</summary>
internal static class OptionsBinder
{
    public static void Bind(IConfiguration section, ParhelionClientOptions options)
    {
        // What is no URL becomes null, which the validation refuses.
        if (Text(nameof(options.Host)) is { } host) options.Host = Uri.TryCreate(host, UriKind.Absolute, out var url) ? url : null!;
        options.KeyId = Text(nameof(options.KeyId)) ?? options.KeyId;
        options.KeySecret = Text(nameof(options.KeySecret)) ?? options.KeySecret;
        options.Timeout = Time(nameof(options.Timeout)) ?? options.Timeout;
        options.IdleTimeout = Time(nameof(options.IdleTimeout)) ?? options.IdleTimeout;
        options.RetryDelay = Time(nameof(options.RetryDelay)) ?? options.RetryDelay;
        options.MaxRetryDelay = Time(nameof(options.MaxRetryDelay)) ?? options.MaxRetryDelay;
        options.MaxRetries = Number(nameof(options.MaxRetries)) ?? options.MaxRetries;
        options.ResumableUploadThreshold = Bytes(nameof(options.ResumableUploadThreshold)) ?? options.ResumableUploadThreshold;
        options.UserAgent = Text(nameof(options.UserAgent)) ?? options.UserAgent;

        // Secrets and hosts from files and from the environment often end with a line break.
        string? Text(string key) => section[key]?.Trim() is { Length: > 0 } value ? value : null;

        TimeSpan? Time(string key) =>
            Text(key) is not { } text ? null : ParseTime(text) ?? throw Fault(key, "a time as hours:minutes:seconds, such as 00:00:30");

        int? Number(string key) =>
            Text(key) is not { } text ? null : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Fault(key, "a whole number");

        long? Bytes(string key) =>
            Text(key) is not { } text ? null : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Fault(key, "a whole number of bytes");
    }

    // A number alone would be a number of days.
    private static TimeSpan? ParseTime(string text) =>
        text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) ? time : null;

    private static OptionsValidationException Fault(string key, string expected) =>
        new("", typeof(ParhelionClientOptions), [$"ParhelionClientOptions.{key} must be {expected}."]);
}
