namespace Parhelion.Core.Integrations;

/// <summary>Says how the API treats a field of an integration, for example whether the field is required, updatable or secret.</summary>
[Flags]
public enum IntegrationFieldTraits
{
    /// <summary>The field is optional, it is set when the integration is created, and responses contain it.</summary>
    None = 0,

    /// <summary>The creation of the integration needs the field.</summary>
    Required = 1,

    /// <summary>The field may be null.</summary>
    CanBeNull = 2,

    /// <summary>An update may change the field.</summary>
    Updatable = 4,

    /// <summary>Responses do not contain the field.</summary>
    Hidden = 8,

    /// <summary>The field is encrypted before it is stored.</summary>
    Secret = 16,

    /// <summary>The server sets the field. A value in a request is ignored.</summary>
    ReadOnly = 32,

    /// <summary>A secret that responses do not contain.</summary>
    WriteOnly = Hidden | Secret,
}
