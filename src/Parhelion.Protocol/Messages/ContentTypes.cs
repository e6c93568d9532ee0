namespace Parhelion;

/// <summary>The values of <see cref="MessageContent.Type"/>.</summary>
public static class ContentTypes
{
    /// <summary>Text, with or without actions.</summary>
    public const string Text = "text";

    /// <summary>A file, by its media URL.</summary>
    public const string File = "file";

    /// <summary>An image, by its media URL.</summary>
    public const string Image = "image";

    /// <summary>Items that are shown side by side.</summary>
    public const string Carousel = "carousel";

    /// <summary>Items that are shown one below another.</summary>
    public const string List = "list";

    /// <summary>A form with fields to fill in.</summary>
    public const string Form = "form";

    /// <summary>A form that was filled in.</summary>
    public const string FormResponse = "formResponse";

    /// <summary>A location as coordinates.</summary>
    public const string Location = "location";

    /// <summary>A template of a channel.</summary>
    public const string Template = "template";
}
