using System.Text;

namespace Parhelion.Fuzz.Targets;

/// <summary>Words of the languages that targets read.</summary>
internal static class Text
{
    public static IReadOnlyList<byte[]> Signatures { get; } =
    [
        .. Bytes("%PDF-1.4\n", "RIFF", "WAVE", "WEBP", "AVI ", "ftyp", "moov", "mdat", "heic", "mif1", "qt  ", "OggS", "ID3\x04\0\0\0\0\0\0", "fLaC", "PK\x03\x04",
            "PK\x01\x02", "PK\x05\x06", "[Content_Types].xml", "word/document.xml", "xl/workbook.xml", "vbaProject.bin", "<?xml version=\"1.0\"?>", "<svg xmlns=\"http://www.w3.org/2000/svg\">",
            "<!DOCTYPE html>", "<script>", "<!--", "-->", "<![CDATA[", "]]>", "BEGIN:VCARD", "BEGIN:VCALENDAR", "MZ", "\x7f" + "ELF", "#!/bin/sh\n", "webm", "matroska"),
        [0x1A, 0x45, 0xDF, 0xA3], [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], [0xFF, 0xFB, 0x90, 0xC4], [0xFF, 0xFE], [0xFE, 0xFF], [0xEF, 0xBB, 0xBF],
        [0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11], [0, 0, 1, 0xBA], [0x47], [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A],
    ];

    public static IReadOnlyList<byte[]> Form { get; } =
    [
        .. Bytes("\r\n--xyz\r\n", "\r\n--xyz--\r\n", "--xyz", "Content-Disposition: form-data; name=\"source\"; filename=\"a.png\"\r\n", "Content-Type: image/png\r\n",
            "Content-Transfer-Encoding: base64\r\n", "Content-Transfer-Encoding: quoted-printable\r\n", "name=_charset_\r\n\r\nshift_jis", "\r\n\r\n", "=3D", "=\r\n", "AAAA", "=="),
        .. Names,
    ];

    public static IReadOnlyList<byte[]> Names =>
    [
        .. Bytes("form-data; ", "name=source", "filename=\"", "; filename*=UTF-8''", "; filename*0*=", "; filename*1=", "; filename*2*=%", "=?utf-8?B?", "=?shift_jis?Q?", "?=", "=?gb18030?B?gTCBMA==?=",
            "windows-1251''", "iso-2022-jp''", "big5''", "euc-kr''", "%E2%80%AE", "%00", "\\\"", "%22", "..\\", "../", "C:\\", ".png", "\u200D", "\u202E"),
        [0x95, 0x5C], [0xB1, 0xA8, 0xB8, 0xE6], [0xA5, 0x5C], [0xE9], [0xF0, 0x9F, 0x98, 0x80], [0x1B, 0x24, 0x42], [0x81, 0x30, 0x81, 0x30],
    ];

    public static IEnumerable<byte[]> Bytes(params IEnumerable<string> texts) => texts.Select(Encoding.UTF8.GetBytes);
}
