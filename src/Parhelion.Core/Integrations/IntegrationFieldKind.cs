namespace Parhelion.Core.Integrations;

/// <summary>The kind of JSON value that a field of an integration has, such as a string, a number or a color.</summary>
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
