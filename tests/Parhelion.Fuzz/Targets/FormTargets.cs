using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Parhelion.Core.Naming;
using Parhelion.Core.Serving;
using Parhelion.Core.Uploading;
using Parhelion.Protocol;
using Parhelion.Server.Uploads;
using Parhelion.Server.Wire.Multipart;
using static Parhelion.Fuzz.BrokenPromiseException;

namespace Parhelion.Fuzz.Targets;

/// <summary>Forms as strangers send them, and the names in them.</summary>
internal static class FormTargets
{
    private const string Boundary = "xyz";

    private static readonly Type[] Documented = [typeof(MultipartException), typeof(ProblemException)];

    /// <summary>The targets.</summary>
    public static IEnumerable<Target> All =>
    [
        new("multipart", ReadTwice) { Calls = 2, Seeds = [.. Text.Bytes(Forms)], Words = Text.Form, Documented = Documented, MostBytes = 20 * 1024 },
        new("upload", Upload) { Seeds = [.. Text.Bytes(Forms)], Words = Text.Form, Documented = Documented, MostBytes = 20 * 1024 },
        // Both as long as a header section may be. Apart, because the bound of memory is that of one call.
        new("names", ReadName) { Seeds = [.. Text.Bytes(Dispositions)], Words = Text.Names, Documented = Documented, MostBytes = 16 * 1024 },
        new("cleaning", input => Check(Encoding.UTF8.GetString(input))) { Seeds = [.. Text.Bytes(Dispositions)], Words = Text.Names, MostBytes = 16 * 1024 },
        new("boundary", ReadBoundary) { Seeds = [.. Text.Bytes(ContentTypes)], Words = [.. Text.Bytes("; charset=", "boundary=", "\"", "\\", "multipart/form-data", "utf-8")] },
    ];

    private static IEnumerable<string> Forms =>
    [
        "\u0007--xyz\r\nContent-Disposition: form-data; name=\"source\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n\u0089PNG\r\n\r\n--xyz--\r\n",
        "\u0001preamble\r\n--xyz\r\nContent-Disposition: form-data; name=_charset_\r\n\r\nshift_jis\r\n--xyz  \r\nContent-Disposition: form-data; name=source; filename=x.txt\r\n"
            + "Content-Transfer-Encoding: base64\r\n\r\naGVs\r\nbG8=\r\n--xyz--epilogue",
        "\u0003--xyz\r\ncontent-disposition: form-data; name=source; filename=x.txt\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\na=3Db=\r\n c \r\n--xyz\r\n"
            + "Content-Disposition: form-data; name=other\r\n\r\n--xy\r\n--xyz--",
    ];

    private static IEnumerable<string> Dispositions =>
    [
        "\0form-data; name=\"source\"; filename=\"naïve 日本.png\"",
        "\u0001form-data; name=source; filename*=windows-1251''%CE%F2%F7.pdf; filename=\"x%22y.pdf\"",
        "\u0002form-data; name=source; filename*0*=UTF-8''na%C3%AF; filename*1=\"ve.png\"",
        "\u0003form-data; name=source; filename=\"=?utf-8?B?bmHD?= =?utf-8?B?r3ZlLnBuZw==?= =?koi8-r?Q?=EF=D4?=\"",
        "\u0004form-data; name=source; filename=\"C:\\dir\\a\\\"b.png\"",
    ];

    private static IEnumerable<string> ContentTypes =>
        ["multipart/form-data; boundary=abc", "Multipart/Form-Data; charset=shift_jis; boundary=\"a b\"", "multipart/mixed; boundary=x; boundary=y"];

    // In pieces as the first byte says, and as a whole: both must come to the same.
    private static void ReadTwice(byte[] input)
    {
        if (input.Length == 0) return;
        var (inPieces, whole) = (Read(input[1..], PieceOf(input)), Read(input[1..], input.Length));
        Unless((inPieces is null) == (whole is null), "read in pieces and as a whole, one of them failed");
        Unless(inPieces is null || inPieces.SequenceEqual(whole!), "read in pieces and as a whole, the parts differ");
    }

    private static List<string>? Read(byte[] body, int piece)
    {
        try
        {
            return ReadAsync(new MultipartReader(Reader(body, piece), Boundary, MultipartLimits.Default)).GetAwaiter().GetResult();
        }
        catch (MultipartException)
        {
            return null;
        }
    }

    private static async Task<List<string>> ReadAsync(MultipartReader reader)
    {
        var parts = new List<string>();
        while (await reader.ReadPartAsync(default) is { } part)
        {
            var content = FormPartDecodingReader.Of(part.Content, part.Encoding);
            parts.Add($"{part.Name}|{part.FileName}|{part.ContentType}|{await DrainAsync(content)}");
            if (content is FormPartDecodingReader) content.Complete();
        }

        return parts;
    }

    private static void Upload(byte[] input)
    {
        if (input.Length == 0) return;
        var http = new DefaultHttpContext();
        http.Request.ContentType = $"multipart/form-data; boundary={Boundary}{(input[0] > 127 ? "; charset=gbk" : "")}";
        http.Request.Body = new PiecesStream(input[1..], PieceOf(input));
        UploadAsync(http).GetAwaiter().GetResult();
    }

    private static async Task UploadAsync(DefaultHttpContext http)
    {
        using var form = UploadFormReader.Open(http.Request, UploadSizeLimit.OfFile(new UploadOptions().MaxBytes));
        var file = await form.ReadFileAsync(default);
        Check(file.Name);
        await DrainAsync(file.Content);
        await file.Finish(default);
    }

    private static void ReadName(byte[] input)
    {
        if (input.Length == 0) return;
        Encoding?[] declared = [null, Charsets.Find("shift_jis"), Charsets.Find("gb18030"), Charsets.Find("iso-2022-jp"), Charsets.Find("windows-1251")];
        FormDataDisposition.Parse(input.AsSpan(1), declared[input[0] % declared.Length]);
    }

    private static void Check(string sent)
    {
        if (!FileName.TryParse(sent, out var name)) return;
        Unless(name.Value.Length > 0 && Encoding.UTF8.GetByteCount(name.Value) <= FileName.MaxBytes, "the length of a name");
        Unless(FileName.TryParse(name.Value, out var again) && again == name, "cleaning a clean name changes nothing");
        Unless(!name.Value.AsSpan().ContainsAny('/', '\\') && !name.Value.Any(char.IsControl), "a name is no path and has no controls");
        Unless(Uri.UnescapeDataString(name.ToUrlSegment()) == name.Value, "a name comes back from its URL");
        var header = ContentDisposition.Format(attachment: true, name);
        Unless(Ascii.IsValid(header) && !header.Any(char.IsControl), "a header is visible ASCII");
    }

    private static void ReadBoundary(byte[] input)
    {
        var contentType = Encoding.Latin1.GetString(input);
        MultipartBoundary.CharsetOf(contentType);
        if (MultipartBoundary.TryParse(contentType, out var boundary, out _)) Unless(boundary.Length is > 0 and <= 70 && Ascii.IsValid(boundary), "the form of a boundary");
    }

    // 4,096 pieces at most: each is a turn of the reader.
    private static int PieceOf(byte[] input) => Math.Max(1 + (input[0] % 64), input.Length / 4096);

    private static async Task<string> DrainAsync(PipeReader content)
    {
        using var bytes = new MemoryStream();
        while (true)
        {
            var read = await content.ReadAsync();
            foreach (var piece in read.Buffer) bytes.Write(piece.Span);
            content.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) return Convert.ToBase64String(bytes.ToArray());
        }
    }

    private static PipeReader Reader(byte[] body, int piece) => PipeReader.Create(new PiecesStream(body, piece), new StreamPipeReaderOptions(leaveOpen: true));
}
