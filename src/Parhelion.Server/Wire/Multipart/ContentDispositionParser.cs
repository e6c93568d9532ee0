using Parhelion.Protocol;

namespace Parhelion.Server.Wire.Multipart;

/// <summary>Reads the file name from the Content-Disposition header of a request (RFC 6266). The parameters are parsed in the same way as in a part of a
/// multipart form.</summary>
internal static class ContentDispositionParser
{
    /// <summary>Returns the file name as the client sent it; <c>null</c> when there is none.</summary>
    /// <exception cref="ProblemException">Status 400: the value is malformed, or has a parameter twice.</exception>
    public static string? FileNameOf(ReadOnlySpan<byte> value)
    {
        var semicolon = value.IndexOf((byte)';');
        if (semicolon < 0) return null;
        try
        {
            return FormDataDisposition.FileNameOf(value[semicolon..]);
        }
        catch (MultipartException e)
        {
            throw new ProblemException(Problems.BadRequest("Content-Disposition is malformed"), e);
        }
    }
}
