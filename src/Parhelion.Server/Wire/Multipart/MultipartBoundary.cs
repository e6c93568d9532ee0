using System.Buffers;
using System.Text;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Parhelion.Server.Wire.Multipart;

/// <summary>Parses the boundary and the character set in the Content-Type of a request.</summary>
internal static class MultipartBoundary
{
    private const string FormData = "multipart/form-data";

    /// <summary>Maximum length of a boundary in characters (RFC 2046, section 5.1.1).</summary>
    private const int MaxLength = 70;

    /// <summary>The legal characters of a boundary (RFC 2046, section 5.1.1, <c>bchars</c>). A space is legal too, but not at the end.</summary>
    private static readonly SearchValues<char> Legal =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'()+_,-./:=? ");

    /// <summary>
    /// Returns true and the unquoted boundary if <paramref name="contentType"/> is <c>multipart/form-data</c> with exactly one
    /// legal boundary; otherwise false and the reason.
    /// </summary>
    public static bool TryParse(string? contentType, out string boundary, out BoundaryFault fault)
    {
        boundary = "";
        fault = BoundaryFault.None;
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type))
            fault = ClaimsFormData(contentType) ? BoundaryFault.BadBoundary : BoundaryFault.NotMultipart;
        else if (!type.MediaType.Equals(FormData, StringComparison.OrdinalIgnoreCase))
            fault = BoundaryFault.NotMultipart;
        else if (!TryFind(type, out boundary))
            fault = BoundaryFault.BadBoundary;
        return fault is BoundaryFault.None;
    }

    /// <summary>Returns the character set that the type names for the form, as Apache HttpClient sends it; <see langword="null"/> if it is missing
    /// or unknown.</summary>
    public static Encoding? CharsetOf(string? contentType) =>
        contentType?.Contains("charset", StringComparison.OrdinalIgnoreCase) is true && MediaTypeHeaderValue.TryParse(contentType, out var type)
            ? Charsets.Find(HeaderUtilities.RemoveQuotes(type.Charset))
            : null;

    /// <summary>Whether an invalid value at least begins with the right type, so that only its parameters are invalid.</summary>
    private static bool ClaimsFormData(string? contentType)
    {
        var text = contentType.AsSpan().Trim();
        return text.StartsWith(FormData, StringComparison.OrdinalIgnoreCase)
            && text[FormData.Length..].TrimStart() is [';', ..];
    }

    private static bool TryFind(MediaTypeHeaderValue type, out string boundary)
    {
        var found = StringSegment.Empty;
        foreach (var parameter in type.Parameters)
        {
            if (!parameter.Name.Equals("boundary", StringComparison.OrdinalIgnoreCase))
                continue;
            if (found.Length != 0)
            {
                boundary = "";
                return false;
            }

            found = HeaderUtilities.RemoveQuotes(parameter.Value);
        }

        var legal = IsLegal(found);
        boundary = legal ? found.ToString() : "";
        return legal;
    }

    private static bool IsLegal(ReadOnlySpan<char> boundary) =>
        boundary.Length is > 0 and <= MaxLength && boundary[^1] != ' ' && !boundary.ContainsAnyExcept(Legal);
}
