namespace Parhelion.Core.Integrations;

/// <summary>The JSON type of a field of an integration.</summary>
public enum IntegrationFieldKind
{
    /// <summary>A string.</summary>
    Text,

    /// <summary>A boolean.</summary>
    Boolean,

    /// <summary>A number.</summary>
    Number,

    /// <summary>An array of strings.</summary>
    Texts,

    /// <summary>A color: 3 or 6 hexadecimal characters.</summary>
    Color,

    /// <summary>The settings of the form that users of a web messenger fill in before the conversation.</summary>
    PrechatCapture,
}
