using System.IO.Compression;
using System.Text;
using Parhelion.Core.Naming;
using Parhelion.Core.Uploading;
using Parhelion.Core.Uploading.Sniffing;

namespace Parhelion.Core.Tests.Uploading;

/// <summary>Containers, by what is in them.</summary>
public class ContainerTests
{
    [Theory]
    [InlineData("application/zip", "setup.exe", "readme.txt")]
    [InlineData("application/java-archive", "META-INF/MANIFEST.MF", "Main.class")]
    [InlineData("application/vnd.android.package-archive", "AndroidManifest.xml", "classes.dex")]
    [InlineData("application/vnd.ms-office.macroEnabled", "[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")]
    [InlineData("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "_rels/.rels", "xl/workbook.xml")]
    [InlineData("application/zip", "word/letter.txt", "xl/table.txt")]
    [InlineData("application/vnd.apple.keynote", "Index/Document.iwa", "Index/Slide-1.iwa")]
    [InlineData("application/vnd.apple.pkpass", "manifest.json", "signature", "pass.json")]
    [InlineData("application/zip", "pass.json")]
    public void Zip_is_told_by_its_entries(string expected, params string[] entries)
    {
        Assert.Equal(expected, MediaTypeSniffer.Detect(Zip(entries, seekable: true)));
        Assert.Equal(expected, MediaTypeSniffer.Detect(Zip(entries, seekable: false)));
    }

    [Fact]
    public void Office_file_whose_parts_are_out_of_sight_takes_the_type_of_its_extension()
    {
        var head = Zip(["[Content_Types].xml"], seekable: true);

        Assert.Equal(AllowedFileTypes.Default.MediaTypeOf("docx"), Judge("report.docx", head).MediaType);
        Assert.Equal("application/zip", Judge("report.zip", head).MediaType);
    }

    [Fact]
    public void Archive_within_an_archive_does_not_speak_for_it()
    {
        var inner = Zip(["[Content_Types].xml", "word/document.xml"], seekable: true);

        Assert.Equal("application/zip", MediaTypeSniffer.Detect(Zip(["letter.docx"], seekable: true, inner)));
        Assert.Equal("application/zip", MediaTypeSniffer.Detect(Zip(["letter.docx"], seekable: false, inner)));
    }

    [Fact]
    public void Office_file_behind_a_password_is_one_under_its_own_extension_only()
    {
        var bytes = Samples.Read("doc");
        Rename(bytes, "WordDocument", "EncryptedPackage");

        Assert.Equal(AllowedFileTypes.Default.MediaTypeOf("docx"), Judge("letter.docx", bytes).MediaType);
        Assert.Equal(FileRefusal.TypeNotAllowed, Judge("letter.png", bytes).Refusal);
    }

    [Fact]
    public void Compound_file_that_cannot_be_told_is_accepted_as_an_office_file_only()
    {
        var head = new byte[2048];
        new byte[] { 0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1 }.CopyTo(head, 0);

        Assert.Equal("application/msword", Judge("letter.doc", head).MediaType);
        Assert.Equal(FileRefusal.TypeNotAllowed, Judge("letter.png", head).Refusal);
    }

    [Theory]
    [InlineData("sample.doc", "WordDocument", "__properties_version1.0")]
    [InlineData("sample.xls", "Workbook", "VisioDocument")]
    public void Compound_file_of_another_program_is_refused(string name, string stream, string other)
    {
        var bytes = Samples.Read(Path.GetExtension(name)[1..]);
        Rename(bytes, stream, other);

        Assert.Equal(FileRefusal.TypeNotAllowed, Judge(name, bytes).Refusal);
    }

    private static void Rename(byte[] bytes, string stream, string other)
    {
        var at = bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(stream + "\0"));
        var entry = bytes.AsSpan(at, 128);
        entry[..64].Clear();
        Encoding.Unicode.GetBytes(other).CopyTo(entry);
        entry[64] = (byte)((other.Length + 1) * 2);
    }

    private static FileVerdict Judge(string name, byte[] head)
    {
        Assert.True(FileName.TryParse(name, out var parsed));
        return new FileValidator(AllowedFileTypes.Default).JudgeContent(parsed, head);
    }

    private static byte[] Zip(string[] entries, bool seekable, byte[]? data = null)
    {
        var buffer = new MemoryStream();
        using (var archive = new ZipArchive(seekable ? buffer : new ForwardOnly(buffer), ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var entry in entries)
            {
                using var content = archive.CreateEntry(entry, CompressionLevel.NoCompression).Open();
                content.Write(data ?? [.. "MZ is how programs start, and this is one of many."u8]);
            }
        }

        return buffer.ToArray();
    }

    /// <summary>A pipe: lengths of entries are not known when their headers are written.</summary>
    private sealed class ForwardOnly(Stream inner) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);
    }
}
