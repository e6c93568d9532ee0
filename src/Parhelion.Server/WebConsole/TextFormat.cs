using System.Globalization;

namespace Parhelion.Server.WebConsole;

/// <summary>Fills the places of a text of the console.</summary>
internal static class TextFormat
{
    /// <summary>Returns a text with its places, such as <c>{0}</c>, filled. Pages write the result as text, never as HTML.</summary>
    public static string With(this string text, params ReadOnlySpan<object?> values) => string.Format(CultureInfo.InvariantCulture, text, values);
}
