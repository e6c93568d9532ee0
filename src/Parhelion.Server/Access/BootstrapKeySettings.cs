using Parhelion.Core.Tenancy;
using Parhelion.Server.Configuration;

namespace Parhelion.Server.Access;

/// <summary>
/// Settings of the account key that the operator chooses (section <c>Bootstrap</c>). An account key is an API key for all apps. Scripts can know this key
/// before the first start of the server.
/// </summary>
/// <remarks>This type is not a record, because <c>ToString</c> of a record would show the secret.</remarks>
public sealed class BootstrapKeySettings
{
    /// <summary><c>Bootstrap:AccountKeyId</c>: <c>act_</c> and 24 hexadecimal characters. Set together with its secret. Default: none.</summary>
    public string? BootstrapKeyId { get; init; }

    /// <summary><c>Bootstrap:AccountKeySecret</c>: at least 32 characters. Every user of the machine can read a command line; prefer the environment.</summary>
    public string? BootstrapKeySecret { get; init; }

    internal static BootstrapKeySettings Read(SettingsReader reader)
    {
        var settings = new BootstrapKeySettings
        {
            BootstrapKeyId = reader.Text("Bootstrap:AccountKeyId"),
            BootstrapKeySecret = reader.Secret("Bootstrap:AccountKeySecret", secret => secret.Length >= 32, "at least 32 characters long"),
        };
        if (settings.BootstrapKeyId is null != settings.BootstrapKeySecret is null)
        {
            reader.Add("Parhelion:Bootstrap:AccountKeyId and Parhelion:Bootstrap:AccountKeySecret belong together: set both or none.");
        }

        if (settings.BootstrapKeyId is { } id && !(id.StartsWith(ApiKey.AccountPrefix, StringComparison.Ordinal) && Core.ObjectId.IsValid(id.AsSpan(4))))
        {
            reader.Add($"Parhelion:Bootstrap:AccountKeyId is '{id}'; it must be act_ followed by 24 lower-case hexadecimal characters.");
        }

        return settings;
    }
}
