using Microsoft.Extensions.Options;
using Parhelion.Client.Wire;

namespace Parhelion;

/// <summary>Checks the options of every registered client when the host starts.</summary>
internal sealed class OptionsValidator : IValidateOptions<ParhelionClientOptions>
{
    public ValidateOptionsResult Validate(string? name, ParhelionClientOptions options)
    {
        try
        {
            ClientSettings.From(options);
            return ValidateOptionsResult.Success;
        }
        catch (ArgumentException e)
        {
            return ValidateOptionsResult.Fail(string.IsNullOrEmpty(name) ? e.Message : $"Client '{name}': {e.Message}");
        }
    }
}
