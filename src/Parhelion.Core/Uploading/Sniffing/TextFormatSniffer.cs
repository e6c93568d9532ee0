using System.Buffers;
using System.Text;

namespace Parhelion.Core.Uploading.Sniffing;

/// <summary>Determines from the first bytes of a text whether the text is a script, markup, plain text or another text format.</summary>
internal static class TextFormatSniffer
{
    /// <summary>Text formats that programs run or interpret. They are refused under every extension.</summary>
    private static readonly (byte[] Start, string Type)[] Active =
    [
        ("#!"u8.ToArray(), "text/x-shellscript"),
        ("<?php"u8.ToArray(), MediaTypes.Php),
        ("<?="u8.ToArray(), MediaTypes.Php),
        ("<? "u8.ToArray(), MediaTypes.Php),
        ("<%"u8.ToArray(), "text/x-asp"),
        ("@echo off"u8.ToArray(), "text/x-msdos-batch"),
        ("%!PS"u8.ToArray(), "application/postscript"),
        ("[Desktop Entry]"u8.ToArray(), "application/x-desktop"),
        ("[InternetShortcut]"u8.ToArray(), "application/x-mswinurl"),
        ("Windows Registry Editor"u8.ToArray(), "text/x-ms-regedit"),
        ("REGEDIT4"u8.ToArray(), "text/x-ms-regedit"),
    ];

    /// <summary>First bytes of text that runs, and of markup.</summary>
    private static readonly SearchValues<byte> ActiveStarts = SearchValues.Create("#<@%[WwRr"u8);

    /// <summary>Harmless formats that consist of text.</summary>
    private static readonly (byte[] Start, string Type)[] Passive =
    [
        ("%PDF-"u8.ToArray(), MediaTypes.Pdf),
        (@"{\rtf"u8.ToArray(), MediaTypes.Rtf),
        ("BEGIN:VCALENDAR"u8.ToArray(), MediaTypes.Calendar),
        ("BEGIN:VCARD"u8.ToArray(), MediaTypes.VCard),
        ("Return-Path:"u8.ToArray(), MediaTypes.Mail),
        ("Delivered-To:"u8.ToArray(), MediaTypes.Mail),
        ("Received:"u8.ToArray(), MediaTypes.Mail),
        ("MIME-Version:"u8.ToArray(), MediaTypes.Mail),
        ("Message-ID:"u8.ToArray(), MediaTypes.Mail),
    ];

    private delegate T Look<out T>(ReadOnlySpan<byte> ascii);

    /// <summary>Determines the type of a text.</summary>
    public static string Detect(ReadOnlySpan<byte> text, TextEncodingForm form) => AsAscii(text, form, DetectAscii);

    /// <summary>Whether an XML file names an Office program that runs macros. The result is also true if comments or instructions continue beyond the head,
    /// because the name may follow there.</summary>
    public static bool NamesOffice(ReadOnlySpan<byte> xml, TextEncodingForm form) => AsAscii(xml, form, ascii =>
    {
        var prolog = XmlProlog.Read(Start(ascii));
        return prolog.NamesOffice || (prolog.IsEndless && prolog.RootName.IsEmpty);
    });

    private static T AsAscii<T>(ReadOnlySpan<byte> text, TextEncodingForm form, Look<T> look)
    {
        if (form == TextEncodingForm.Bytes)
            return look(text);

        var ascii = ArrayPool<byte>.Shared.Rent(text.Length / 2);
        try
        {
            _ = Utf16AndUtf32Text.MarkedForm(text, out var mark);
            return look(ascii.AsSpan(0, Utf16AndUtf32Text.Narrow(text[mark..], form, ascii)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(ascii);
        }
    }

    /// <summary>Returns the type of bytes that start as a script or a web page, whatever follows; otherwise null.</summary>
    public static string? DetectActive(ReadOnlySpan<byte> head)
    {
        head = Start(head);
        if (head.IsEmpty || !ActiveStarts.Contains(head[0])) return null;
        return Match(head, Active) ?? MarkupSniffer.Detect(head) switch
        {
            MediaTypes.Html or MediaTypes.Xhtml => MediaTypes.Html,
            MediaTypes.Php => MediaTypes.Php,
            _ => null,
        };
    }

    private static string DetectAscii(ReadOnlySpan<byte> text)
    {
        text = Start(text);
        return Match(text, Active) ?? Match(text, Passive) ?? MarkupSniffer.Detect(text) ?? MediaTypes.PlainText;
    }

    /// <summary>Skips a byte order mark and white space, as interpreters and browsers do.</summary>
    private static ReadOnlySpan<byte> Start(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith(PlainTextSniffer.Utf8Mark))
            text = text[PlainTextSniffer.Utf8Mark.Length..];
        return text.TrimStart(" \t\r\n\f"u8);
    }

    private static string? Match(ReadOnlySpan<byte> text, (byte[] Start, string Type)[] table)
    {
        foreach (var (start, type) in table)
        {
            if (text.Length >= start.Length && Ascii.EqualsIgnoreCase(text[..start.Length], start))
                return type;
        }

        return null;
    }
}
