namespace Parhelion;

/// <summary>The format of a rendition. The default value is <see cref="Webp"/>.</summary>
public readonly record struct RenditionFormat
{
    private const string Default = "webp";

    private readonly string? value;

    /// <summary>Creates a format from its name in the API. Use it for values that this version of the client does not know.</summary>
    public RenditionFormat(string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        // A format that is created as webp must equal the default value.
        this.value = value == Default ? null : value;
    }

    /// <summary>WebP. The only format that can be animated.</summary>
    public static RenditionFormat Webp => default;

    /// <summary>JPEG. Transparent parts are white.</summary>
    public static RenditionFormat Jpeg { get; } = new("jpeg");

    /// <summary>PNG.</summary>
    public static RenditionFormat Png { get; } = new("png");

    /// <summary>Creates a format from its name in the API.</summary>
    public static implicit operator RenditionFormat(string value) => new(value);

    /// <summary>Returns the name in the API.</summary>
    public override string ToString() => value ?? Default;
}
