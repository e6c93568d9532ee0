using System.Text;
using Parhelion.Core.Uploading;

namespace Parhelion.Core.Tests.Uploading;

/// <summary>OLE2 compound files that are judged by their directory when the upload has ended.</summary>
public class WholeOleTests
{
    private static readonly byte[] Installer = [0x84, 0x10, 0x0C, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46];

    [Theory]
    [InlineData("doc")]
    [InlineData("xls")]
    [InlineData("ppt")]
    [InlineData("pps")]
    public void Package_behind_a_password_goes_under_the_old_names(string extension)
    {
        var bytes = new Compound { Names = ["EncryptionInfo", "EncryptedPackage"] }.Make();

        Assert.Equal(AllowedFileTypes.Default.MediaTypeOf(extension), Judged.Judge($"x.{extension}", bytes).MediaType);
        Assert.Equal(AllowedFileTypes.Default.MediaTypeOf("docx"), Judged.Judge("x.docx", bytes).MediaType);
        Assert.False(Judged.Judge("x.png", bytes).IsAccepted);
    }

    [Theory]
    [InlineData(127)]
    [InlineData(3)]
    [InlineData(20_000)]
    public void Installer_and_mail_of_outlook_are_found_wherever_the_directory_lies(int sector)
    {
        var installer = new Compound { Class = Installer, Names = ["WordDocument"], DirectorySector = sector }.Make();
        var mail = new Compound { Names = ["__nameid_version1.0", "__properties_version1.0"], DirectorySector = sector }.Make();

        foreach (var extension in new[] { "doc", "xls", "ppt" })
        {
            Assert.Equal($"The content is application/x-msi, but .{extension} needs {AllowedFileTypes.Default.MediaTypeOf(extension)}", Judged.Judge($"x.{extension}", installer).Explanation);
            Assert.Equal($"The content is application/vnd.ms-outlook, but .{extension} needs {AllowedFileTypes.Default.MediaTypeOf(extension)}", Judged.Judge($"x.{extension}", mail).Explanation);
        }
    }

    [Theory]
    [InlineData("WordDocument", "application/msword")]
    [InlineData("WORKBOOK", "application/vnd.ms-excel")]
    [InlineData("Book", "application/vnd.ms-excel")]
    [InlineData("PowerPoint Document", "application/vnd.ms-powerpoint")]
    public void Program_is_told_by_a_directory_beyond_the_head(string stream, string expected)
    {
        Assert.Equal(expected, Judged.Judge("x.doc", new Compound { Names = [stream], DirectorySector = 500 }.Make()).MediaType);
        Assert.Equal(expected, Judged.Judge("x.doc", new Compound { Names = ["a", "b", "c", "d", "e", stream], DirectorySector = 500 }.Make()).MediaType);
        Assert.Equal(expected, Judged.Judge("x.doc", new Compound { Names = ["a", "b", "c", "d", "e", stream], DirectorySector = 20_000 }.Make()).MediaType);
    }

    [Fact]
    public void Streams_of_an_object_in_a_document_do_not_speak_for_it()
    {
        // Below a storage of the root.
        var bytes = new Compound { Inner = ["Workbook", "VisioDocument", "__properties_version1.0"], Names = ["ObjectPool", "WordDocument"] }.Make();

        Assert.Equal("application/msword", Judged.Judge("x.doc", bytes).MediaType);
    }

    [Fact]
    public void Compound_file_of_no_known_program_is_refused() =>
        Assert.Equal("The content is application/x-ole-storage, but .doc needs application/msword", Judged.Judge("x.doc", new Compound { Names = ["FileHeader", "DocInfo"] }.Make()).Explanation);

    [Theory]
    [InlineData("0908080000001000000000000A0000", true)]
    [InlineData("0900040000001000", true)]
    [InlineData("0904060000001000", true)]
    [InlineData("0904060000004000", false)]
    public void Worksheet_without_a_container_is_one_and_a_macro_sheet_is_none(string hex, bool isAccepted) =>
        Assert.Equal(isAccepted, Judged.Judge("x.xls", Convert.FromHexString(hex)).IsAccepted);

    [Fact]
    public void Directory_in_a_circle_ends()
    {
        var compound = new Compound { Names = ["a"], DirectorySector = 4, NextDirectorySector = 4 };

        Assert.False(Judged.Judge(new FileValidator(AllowedFileTypes.Default), "x.doc", compound.Make(), out var reads).IsAccepted);
        Assert.InRange(reads, 1, 64);
    }

    [Fact]
    public void Directory_in_pieces_is_read_within_the_budget()
    {
        // Each sector of the directory 70,000 bytes from the one before.
        var bytes = new Compound { Names = ["a"], DirectorySector = 150 }.Make(sectors: 40_000);
        var table = bytes.AsSpan((BitConverter.ToInt32(bytes, 76) + 1) * 512);
        for (var at = 150; at + 150 < 40_000; at += 150) BitConverter.TryWriteBytes(table[(4 * at)..], at + 150);
        for (var at = 150; at < 40_000; at += 150) bytes.AsSpan(512 + (512 * 150), 512).CopyTo(bytes.AsSpan((at + 1) * 512));

        Assert.False(Judged.Judge(new FileValidator(AllowedFileTypes.Default), "x.doc", bytes, out var reads).IsAccepted);
        Assert.InRange(reads, 10, 64);
    }

    /// <summary>A compound file with sectors of 512 bytes: the allocation table first, then the directory.</summary>
    private sealed class Compound
    {
        public byte[] Class { get; init; } = new byte[16];

        public string[] Names { get; init; } = [];

        public string[] Inner { get; init; } = [];

        public int DirectorySector { get; init; } = 400;

        public int? NextDirectorySector { get; init; }

        public byte[] Make(int sectors = 0)
        {
            var entries = 1 + Names.Length + Inner.Length;
            var directorySectors = (entries + 3) / 4;
            sectors = Math.Max(sectors, DirectorySector + directorySectors + 1);
            var tables = (sectors + 127) / 128;
            var lists = Math.Max(0, (tables - 109 + 126) / 127);
            // The table is where the directory is not.
            var bytes = new byte[(sectors + 1 + tables + lists) * 512];
            var first = NextDirectorySector is null && tables > DirectorySector ? sectors : 0;
            Header(bytes, first, tables, lists);
            for (var at = 0; at < directorySectors; at++)
            {
                var sector = DirectorySector + at;
                var next = NextDirectorySector ?? (at == directorySectors - 1 ? unchecked((int)0xFFFFFFFE) : sector + 1);
                BitConverter.TryWriteBytes(bytes.AsSpan(512 + ((first + (sector / 128)) * 512) + (sector % 128 * 4)), next);
            }

            var directory = bytes.AsSpan((DirectorySector + 1) * 512);
            Entry(directory, "Root Entry", 5, right: -1, child: 1);
            Class.CopyTo(directory[80..]);
            for (var at = 0; at < Names.Length; at++)
                Entry(directory[((1 + at) * 128)..], Names[at], (byte)(at == 0 && Inner.Length > 0 ? 1 : 2), at == Names.Length - 1 ? -1 : at + 2, at == 0 && Inner.Length > 0 ? 1 + Names.Length : -1);
            for (var at = 0; at < Inner.Length; at++)
                Entry(directory[((1 + Names.Length + at) * 128)..], Inner[at], 2, at == Inner.Length - 1 ? -1 : Names.Length + at + 2, -1);
            return bytes;
        }

        private void Header(byte[] bytes, int first, int tables, int lists)
        {
            new byte[] { 0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1 }.CopyTo(bytes, 0);
            bytes[30] = 9;
            BitConverter.TryWriteBytes(bytes.AsSpan(48), DirectorySector);
            var list = first + tables;
            BitConverter.TryWriteBytes(bytes.AsSpan(68), lists > 0 ? list : -2);
            for (var at = 0; at < tables; at++)
            {
                var place = at < 109 ? 76 + (4 * at) : ((list + 1 + ((at - 109) / 127)) * 512) + ((at - 109) % 127 * 4);
                BitConverter.TryWriteBytes(bytes.AsSpan(place), first + at);
            }

            for (var at = 0; at < lists - 1; at++) BitConverter.TryWriteBytes(bytes.AsSpan(((list + 1 + at) * 512) + 508), list + at + 1);
        }

        private static void Entry(Span<byte> entry, string name, byte kind, int right, int child)
        {
            Encoding.Unicode.GetBytes(name, entry);
            entry[64] = (byte)((name.Length + 1) * 2);
            entry[66] = kind;
            BitConverter.TryWriteBytes(entry[68..], -1);
            BitConverter.TryWriteBytes(entry[72..], right);
            BitConverter.TryWriteBytes(entry[76..], child);
        }
    }
}
