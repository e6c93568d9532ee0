namespace Parhelion;

/// <summary>What an attachment is for: the parameter <c>for</c> of the API.</summary>
public readonly record struct AttachmentPurpose
{
    private readonly string? value;

    /// <summary>Creates a purpose from its name in the API. Use it for purposes that this version of the client does not know.</summary>
    public AttachmentPurpose(string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        this.value = value;
    }

    /// <summary>A message: the server deletes the file together with its message, conversation or user.</summary>
    public static AttachmentPurpose Message { get; } = new("message");

    /// <summary>Returns the name in the API.</summary>
    public override string ToString() => value ?? "";
}
