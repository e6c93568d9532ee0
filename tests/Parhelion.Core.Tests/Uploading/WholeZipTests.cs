using System.IO.Compression;
using System.Text;
using CsCheck;
using Parhelion.Core.Uploading;

namespace Parhelion.Core.Tests.Uploading;

/// <summary>Archives that are judged by their directory when the upload has ended.</summary>
public class WholeZipTests
{
    private const string Main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
    private const string Vba = "application/vnd.ms-office.vbaProject";
    private const string Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    [Theory]
    [InlineData("word/document.xml", Main, Docx)]
    [InlineData("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")]
    [InlineData("a/b.xml", Main, Docx)]
    [InlineData("ppt/presentation.xml", "application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml", "application/vnd.openxmlformats-officedocument.presentationml.slideshow")]
    public void Package_without_macros_is_what_its_content_types_say(string part, string contentType, string expected)
    {
        foreach (var level in new[] { CompressionLevel.NoCompression, CompressionLevel.Optimal })
        {
            var small = Package(contentType, level, (part, "<x/>"u8.ToArray()));
            var large = Package(contentType, level, (part, "<x/>"u8.ToArray()), ("media/a.bin", Noise(200_000)));

            Assert.Equal(expected, Judged.Judge("x.docx", small).MediaType);
            Assert.Equal(expected, Judged.Judge("x.docx", large).MediaType);
        }
    }

    [Theory]
    [InlineData("word/vbaProject.bin")]
    [InlineData("word/VBAPROJECT.BIN")]
    [InlineData("word\\vbaProject.bin")]
    [InlineData("vbaProject.bin")]
    [InlineData("/word/vbaProject.bin")]
    [InlineData("xl/macrosheets/sheet1.xml")]
    [InlineData("XL/MacroSheets/intlsheet1.xml")]
    public void Macros_are_found_wherever_they_are(string entry)
    {
        AssertMacros(Package(Main, CompressionLevel.Optimal, ("word/document.xml", [1]), (entry, [1])));
        AssertMacros(Package(Main, CompressionLevel.NoCompression, ("word/media/a.png", Noise(70_000)), ("word/document.xml", [1]), (entry, [1])));
    }

    [Theory]
    [InlineData("<Override PartName=\"/word/x.bin\" ContentType=\"" + Vba + "\"/>")]
    [InlineData("<Default Extension=\"bin\" ContentType=\"" + Vba + "\"/>")]
    [InlineData("<Override PartName='/word/x.bin' ContentType='application/vnd.ms-office.vbaProj&#x65;ct'/>")]
    [InlineData("<Override PartName=\"/w.xml\" ContentType=\"application/vnd.ms-word.document.macroEnabled.main+xml\"/>")]
    [InlineData("<Override PartName=\"/w.xml\" ContentType=\"application/vnd.ms-excel.sheet.binary.macroEnabled.main\"/>")]
    [InlineData("<Override PartName=\"/w.xml\" ContentType=\"application/vnd.ms-excel.macrosheet+xml\"/>")]
    [InlineData("<Override PartName=\"/w.xml\" ContentType=\"application/vnd.ms-excel.intlmacrosheet+xml\"/>")]
    [InlineData("<Override PartName=\"/w.xml\" ContentType=\"application/vnd.ms-word.vbaData+xml\"/>")]
    public void Macros_are_found_by_content_type(string line)
    {
        var types = $"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Override PartName=\"/word/document.xml\" ContentType=\"{Main}\"/>{line}</Types>";
        foreach (var encoding in new[] { Encoding.UTF8, Encoding.Unicode })
        {
            byte[] list = [.. encoding.GetPreamble(), .. encoding.GetBytes(types)];
            foreach (var level in new[] { CompressionLevel.NoCompression, CompressionLevel.Optimal })
            {
                AssertMacros(Zip(level, ("[Content_Types].xml", list), ("word/document.xml", [1])));
                AssertMacros(Zip(level, ("word/document.xml", Noise(70_000)), ("[content_types].XML", list)));
            }
        }
    }

    [Fact]
    public void Archive_without_content_types_is_no_office_file()
    {
        foreach (var name in new[] { "x.docx", "x.xlsx", "x.pptx", "x.ppsx", "x.odt", "x.pages", "x.numbers", "x.key", "x.pkpass", "x.usdz" })
        {
            var extension = name[2..];
            foreach (var bytes in new[] { Zip(default, ("setup.exe", Noise(100))), Zip(default, ("setup.exe", Noise(100_000))), Zip(default, ("word/document.xml", [1])) })
            {
                var verdict = Judged.Judge(name, bytes);
                Assert.Equal(FileRefusal.TypeNotAllowed, verdict.Refusal);
                Assert.Equal($"The content is application/zip, but .{extension} needs {AllowedFileTypes.Default.MediaTypeOf(extension)}", verdict.Explanation);
                Assert.Equal("application/zip", Judged.Judge("x.zip", bytes).MediaType);
            }
        }
    }

    [Fact]
    public void Content_types_that_cannot_be_read_make_no_office_file()
    {
        byte[] list = [.. "<Types><Override PartName='/a' ContentType='"u8, .. Encoding.ASCII.GetBytes(Main), .. "'/></Types>"u8];
        byte[] good = Zip(default, ("[Content_Types].xml", list), ("word/document.xml", [1]));
        Assert.Equal(Docx, Judged.Judge("x.docx", good).MediaType);

        Assert.False(Judged.Judge("x.docx", Zip(default, ("[Content_Types].xml", list[..^3]), ("word/document.xml", [1]))).IsAccepted);
        Assert.False(Judged.Judge("x.docx", Zip(default, ("[Content_Types].xml", [.. "<!DOCTYPE Types [<!ENTITY a 'b'>]>"u8, .. list]))).IsAccepted);
        Assert.False(Judged.Judge("x.docx", good[..^30]).IsAccepted);
        // Two of the name: one reader takes the first, another the last.
        Assert.False(Judged.Judge("x.docx", Zip(default, ("[Content_Types].xml", list), ("[content_types].xml", [.. list, 32]), ("word/document.xml", [1]))).IsAccepted);
        // One whose content is encrypted, and one that is compressed as no Office program does.
        Assert.False(Judged.Judge("x.docx", WithDirectoryField(good, 8, 1)).IsAccepted);
        Assert.False(Judged.Judge("x.docx", WithDirectoryField(good, 10, 14)).IsAccepted);
    }

    [Fact]
    public void List_that_is_a_bomb_costs_little_and_is_none()
    {
        byte[] bomb = [.. "<Types>"u8, .. Enumerable.Repeat((byte)' ', 50_000_000)];
        var zip = Zip(CompressionLevel.SmallestSize, ("[Content_Types].xml", bomb), ("word/document.xml", [1]));
        Assert.InRange(zip.Length, 0, 64 * 1024);
        _ = Judged.Judge("x.docx", zip);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(Judged.Judge("x.docx", zip).IsAccepted);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_000_000);
    }

    [Fact]
    public void Directory_without_end_is_read_within_the_budget()
    {
        // A directory of one entry after the other, all the same, in 40 MB.
        var entry = new byte[47];
        "PK\u0001\u0002"u8.CopyTo(entry);
        entry[28] = 1;
        entry[46] = (byte)'a';
        var zip = new byte[40_000_000];
        Zip(default, ("[Content_Types].xml", [1]), ("word/document.xml", [1])).CopyTo(zip, 0);
        for (var at = 1000; at + 69 < zip.Length; at += entry.Length) entry.CopyTo(zip, at);
        var end = zip.AsSpan(zip.Length - 22);
        end.Clear();
        "PK\u0005\u0006"u8.CopyTo(end);
        BitConverter.TryWriteBytes(end[12..], (zip.Length - 22 - 1000) / 47 * 47);
        BitConverter.TryWriteBytes(end[16..], 1000);

        Assert.False(Judged.Judge(new FileValidator(AllowedFileTypes.Default), "x.docx", zip, out var reads).IsAccepted);
        Assert.InRange(reads, 1, 64);
        Assert.Equal("application/zip", Judged.Judge("x.zip", zip).MediaType);
    }

    [Fact]
    public void Archive_whose_end_allows_two_readings_is_read_in_both()
    {
        var clean = Package(Main, default, ("word/document.xml", [1]));
        var macros = Package(Main, default, ("word/document.xml", [1]), ("word/vbaProject.bin", [1]));
        var end = macros.AsSpan(macros.Length - 22).ToArray();
        // The end counts from the start of the clean archive; the directory before it is that of the other one.
        BitConverter.TryWriteBytes(end.AsSpan(16), BitConverter.ToInt32(clean, clean.Length - 6));

        AssertMacros([.. clean[..^22], .. macros[..^22], .. end]);
        AssertMacros([.. clean, .. macros]);
    }

    [Fact]
    public void Long_archive_of_many_entries_is_an_archive()
    {
        var zip = Zip(default, [.. Enumerable.Range(0, 70_000).Select(i => ($"folder/file-{i}.txt", Array.Empty<byte>()))]);

        Assert.Equal("application/zip", Judged.Judge("x.zip", zip).MediaType);
    }

    [Theory]
    [InlineData("application/vnd.oasis.opendocument.text")]
    [InlineData("application/vnd.oasis.opendocument.text-template")]
    public void OpenDocument_text_is_told_by_its_mimetype_wherever_it_stands(string mimetype)
    {
        var type = Encoding.ASCII.GetBytes(mimetype);
        const string odt = "application/vnd.oasis.opendocument.text";

        Assert.Equal(odt, Judged.Judge("x.odt", Zip(default, ("mimetype", type), ("content.xml", [1]))).MediaType);
        Assert.Equal(odt, Judged.Judge("x.odt", Zip(CompressionLevel.Optimal, ("META-INF/manifest.xml", [1]), ("content.xml", [1]), ("mimetype", type))).MediaType);
        Assert.Equal(odt, Judged.Judge("x.odt", Zip(default, ("META-INF/", []), ("META-INF/manifest.xml", [1]), ("content.xml", [1]))).MediaType);
        Assert.False(Judged.Judge("x.odt", Zip(default, ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"u8.ToArray()))).IsAccepted);
    }

    [Theory]
    [InlineData("Basic/Standard/Module1.xml", false)]
    [InlineData("Scripts/python/run.py", false)]
    [InlineData("Basic/Standard/script-lb.xml", true)]
    [InlineData("Basic/script-lc.xml", true)]
    [InlineData("Scripts/", true)]
    public void OpenDocument_text_has_no_macros(string entry, bool isAccepted)
    {
        var type = "application/vnd.oasis.opendocument.text"u8.ToArray();

        Assert.Equal(isAccepted, Judged.Judge("x.odt", Zip(default, ("mimetype", type), ("content.xml", [1]), (entry, []))).IsAccepted);
        Assert.Equal(isAccepted, Judged.Judge("x.odt", Zip(default, ("META-INF/manifest.xml", [1]), ("content.xml", [1]), (entry, []))).IsAccepted);
    }

    [Fact]
    public void Every_genuine_archive_passes_as_a_whole()
    {
        foreach (var extension in AllowedFileTypes.DefaultExtensions)
        {
            var expected = extension == "heif" ? "image/heic" : AllowedFileTypes.Default.MediaTypeOf(extension);
            Assert.Equal(expected, Judged.Judge($"x.{extension}", Samples.Read(extension)).MediaType);
        }
    }

    [Fact]
    public void Damaged_files_never_throw_and_are_read_within_the_budget()
    {
        var rules = new FileValidator(AllowedFileTypes.Default);
        var types = "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'><Override PartName='/w' ContentType='" + Main + "'/></Types>";
        byte[][] files =
        [
            .. new[] { "docx", "xlsx", "odt", "pages", "usdz", "doc", "xls", "ppt", "zip", "mp3" }.Select(Samples.Read),
            Zip(CompressionLevel.NoCompression, ("[Content_Types].xml", Encoding.UTF8.GetBytes(types))),
            Zip(CompressionLevel.Optimal, ("[Content_Types].xml", Encoding.UTF8.GetBytes(types))),
        ];
        Gen.Select(Gen.OneOf(files), Gen.Select(Gen.Double.Unit, Gen.Byte).Array[1, 6], Gen.Double.Unit)
            .Sample((file, changes, part) =>
            {
                var damaged = part < 0.1 ? file[..(int)(part * 10 * file.Length)] : (byte[])file.Clone();
                foreach (var (at, value) in changes.Where(_ => damaged.Length > 0))
                {
                    // Mostly near the end or the start, where directories and headers are.
                    var index = value % 3 == 0 ? (int)(at * damaged.Length) : value % 3 == 1 ? damaged.Length - 1 - (int)(at * Math.Min(damaged.Length, 400)) : (int)(at * Math.Min(damaged.Length, 600));
                    damaged[Math.Clamp(index, 0, damaged.Length - 1)] = value;
                }

                _ = Judged.Judge(rules, "x.docx", damaged, out var reads);
                return reads <= 64;
            });
    }

    [Fact]
    public void Documents_of_iwork_under_other_names_are_archives()
    {
        var bytes = Zip(default, ("Index/Document.iwa", Noise(70_000)), ("Metadata/Properties.plist", [1]));

        Assert.Equal("application/vnd.apple.pages", Judged.Judge("x.pages", bytes).MediaType);
        Assert.Equal("application/vnd.apple.numbers", Judged.Judge("x.numbers", bytes).MediaType);
        Assert.Equal("application/zip", Judged.Judge("x.zip", bytes).MediaType);
        Assert.False(Judged.Judge("x.docx", bytes).IsAccepted);
    }

    private static void AssertMacros(byte[] bytes)
    {
        var verdict = Judged.Judge("x.docx", bytes);
        Assert.Equal(FileRefusal.TypeNotAllowed, verdict.Refusal);
        Assert.Equal($"The content is application/vnd.ms-office.macroEnabled, but .docx needs {Docx}", verdict.Explanation);
        Assert.False(Judged.Judge("x.zip", bytes).IsAccepted);
    }

    private static byte[] Package(string main, CompressionLevel level, params (string Name, byte[] Content)[] entries)
    {
        var list = $"<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"bin\" ContentType=\"application/octet-stream\"/><Override PartName=\"/{entries[0].Name}\" ContentType=\"{main}\"/></Types>";
        return Zip(level, [.. entries, ("[Content_Types].xml", Encoding.UTF8.GetBytes(list))]);
    }

    private static byte[] Zip(CompressionLevel level, params (string Name, byte[] Content)[] entries)
    {
        var buffer = new MemoryStream();
        using (var archive = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var stream = archive.CreateEntry(name, level).Open();
                stream.Write(content);
            }
        }

        return buffer.ToArray();
    }

    private static byte[] Noise(int length)
    {
        var bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    private static byte[] WithDirectoryField(byte[] zip, int at, byte value)
    {
        var changed = (byte[])zip.Clone();
        changed[changed.AsSpan().IndexOf("PK\u0001\u0002"u8) + at] = value;
        return changed;
    }
}
