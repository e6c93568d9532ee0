using System.Globalization;

namespace Parhelion.Server.WebConsole;

/// <summary>Fills the placeholders, such as <c>{0}</c>, of a text of the web console.</summary>
internal static class TextPlaceholders
{
    /// <summary>Returns a text with its places, such as <c>{0}</c>, filled. Pages write the result as text, never as HTML.</summary>
    public static string With(this string text, params ReadOnlySpan<object?> values) => string.Format(CultureInfo.InvariantCulture, text, values);
}
