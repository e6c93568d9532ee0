using System.Text;

namespace Parhelion.Load.Sending;

/// <summary>A form with a picture as its one file.</summary>
internal static class PictureForm
{
    private const string Boundary = "parhelion-load-7d1f6c0a";
    private static readonly byte[] Closing = Encoding.ASCII.GetBytes($"\r\n--{Boundary}--\r\n");

    /// <summary>The request that posts it, with a picture of that many bytes.</summary>
    public static Request Post(int port, string path, int size)
    {
        var part = $"--{Boundary}\r\nContent-Disposition: form-data; name=\"source\"; filename=\"photo.png\"\r\nContent-Type: image/png\r\n\r\n";
        var head = Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: multipart/form-data; boundary={Boundary}\r\n"
            + $"Content-Length: {part.Length + size + Closing.Length}\r\n\r\n{part}");
        return new Request(head, Content.Of(size), Closing, 201);
    }
}
