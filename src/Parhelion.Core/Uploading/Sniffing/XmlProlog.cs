using System.Buffers;
using System.Text;

namespace Parhelion.Core.Uploading.Sniffing;

/// <summary>Reads the prolog of an XML file, the part before the root element (XML 1.0, section 2.8). The prolog consists of comments, processing instructions
/// and the document type declaration. Each byte is examined once.</summary>
internal ref struct XmlProlog
{
    private static readonly SearchValues<byte> Whitespace = SearchValues.Create(" \t\r\n\f"u8);
    private static readonly SearchValues<byte> NameEnds = SearchValues.Create(" \t\r\n\f[>"u8);
    private static readonly SearchValues<byte> DoctypeMarks = SearchValues.Create("\"'[]>-?"u8);

    /// <summary>The text after the prolog.</summary>
    public ReadOnlySpan<byte> Body { get; private set; }

    /// <summary>The name of the root element in the document type declaration, without its prefix; empty if there is no declaration.</summary>
    public ReadOnlySpan<byte> RootName { get; private set; }

    /// <summary>Whether an XML declaration, or a document type other than HTML, shows that this is XML.</summary>
    public bool IsDeclared { get; private set; }

    /// <summary>Whether there is a processing instruction.</summary>
    public bool HasInstruction { get; private set; }

    /// <summary>Whether one of the processing instructions is PHP, which runs anywhere in a file.</summary>
    public bool HasPhp { get; private set; }

    /// <summary>Whether a processing instruction names an Office program whose documents may contain macros. These are all programs but Excel.</summary>
    public bool NamesOffice { get; private set; }

    /// <summary>Whether the prolog continues beyond the given text.</summary>
    public bool IsEndless { get; private set; }

    public static XmlProlog Read(ReadOnlySpan<byte> text)
    {
        var prolog = new XmlProlog { Body = text };
        while (prolog.TrySkip())
        {
        }

        return prolog;
    }

    private bool TrySkip()
    {
        if (HasPhp || IsEndless) return false;
        if (Body.StartsWith("<!--"u8)) return Skip(Body.IndexOf("-->"u8), 3);
        if (Body.StartsWith("<?"u8)) return SkipInstruction();
        if (!StartsWith("<!doctype"u8) || StartsWith("<!doctype html"u8)) return false;
        IsDeclared = true;
        RootName = LocalName(Body["<!doctype"u8.Length..].TrimStart(" \t\r\n\f"u8));
        return Skip(DoctypeEnd(Body), 1);
    }

    private bool SkipInstruction()
    {
        HasPhp = StartsWith("<?php"u8) || StartsWith("<?="u8) || StartsWith("<? "u8);
        IsDeclared |= Body.StartsWith("<?xml"u8) && Body.Length > 5 && Whitespace.Contains(Body[5]);
        HasInstruction = true;
        NamesOffice |= Body.StartsWith("<?mso-application"u8) && !NamesExcel(Body);
        return !HasPhp && Skip(Body.IndexOf("?>"u8), 2);
    }

    private static bool NamesExcel(ReadOnlySpan<byte> instruction) =>
        instruction.IndexOf("?>"u8) is var end and >= 0 && instruction[..end].IndexOf("\"Excel.Sheet\""u8) >= 0;

    private bool Skip(int at, int length)
    {
        IsEndless = at < 0;
        Body = at < 0 ? [] : Body[(at + length)..].TrimStart(" \t\r\n\f"u8);
        return at >= 0;
    }

    private readonly bool StartsWith(ReadOnlySpan<byte> start) =>
        Body.Length >= start.Length && Ascii.EqualsIgnoreCase(Body[..start.Length], start);

    private static ReadOnlySpan<byte> LocalName(ReadOnlySpan<byte> text)
    {
        var name = text.IndexOfAny(NameEnds) is var end and >= 0 ? text[..end] : text;
        return name[(name.IndexOf((byte)':') + 1)..];
    }

    /// <summary>Returns where the document type declaration ends, or -1. It may contain declarations in brackets, as those of Illustrator do, and
    /// these may contain brackets in quotes and comments.</summary>
    private static int DoctypeEnd(ReadOnlySpan<byte> text)
    {
        var (at, isInside) = (0, false);
        while (at < text.Length)
        {
            var rest = text[at..];
            var next = rest.IndexOfAny(DoctypeMarks);
            if (next < 0) return -1;
            var c = rest[next];
            if (c == '>' && !isInside) return at + next;
            if (c is (byte)'[' or (byte)']') isInside = c == '[';
            var end = EndOfQuoted(rest, next);
            if (end < 0) return -1;
            at += end;
        }

        return -1;
    }

    /// <summary>Returns where the quoted text, comment or processing instruction ends that begins at this character. If none begins, returns the
    /// position after the character.</summary>
    private static int EndOfQuoted(ReadOnlySpan<byte> text, int at)
    {
        var c = text[at];
        if (c is (byte)'"' or (byte)'\'') return IndexAfter(text, at + 1, [c]);
        if (c == '-' && at >= 2 && text[(at - 2)..].StartsWith("<!--"u8)) return IndexAfter(text, at + 2, "-->"u8);
        return c == '?' && at >= 1 && text[at - 1] == '<' ? IndexAfter(text, at + 1, "?>"u8) : at + 1;
    }

    private static int IndexAfter(ReadOnlySpan<byte> text, int from, ReadOnlySpan<byte> end) =>
        text[from..].IndexOf(end) is var at and >= 0 ? from + at + end.Length : -1;
}
