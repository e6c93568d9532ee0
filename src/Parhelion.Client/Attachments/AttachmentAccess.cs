namespace Parhelion;

/// <summary>Who may read an attachment.</summary>
public readonly record struct AttachmentAccess
{
    private readonly string? value;

    /// <summary>Creates an access from its name in the API. Use it for values that this version of the client does not know.</summary>
    public AttachmentAccess(string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        this.value = value;
    }

    /// <summary>Everybody who has its media URL.</summary>
    public static AttachmentAccess Public { get; } = new("public");

    /// <summary>Everybody who presents credentials, a media token, a cookie with a media token, or a signed link. The original service does not have
    /// it in its newer versions.</summary>
    public static AttachmentAccess Private { get; } = new("private");

    /// <summary>Creates an access from its name in the API.</summary>
    public static implicit operator AttachmentAccess(string value) => new(value);

    /// <summary>Returns the name in the API.</summary>
    public override string ToString() => value ?? "";
}
