using System.Text;
using Parhelion.Core.Uploading;
using Parhelion.Core.Uploading.Sniffing;

namespace Parhelion.Core.Tests.Uploading;

/// <summary>XML, SVG, web pages and PDF as programs write them.</summary>
public class WildMarkupTests
{
    private const string Xhtml = "http://www.w3.org/1999/xhtml";

    [Theory]
    [InlineData("<?xml version=\"1.0\"?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"" + Xhtml + "\"/>")]
    [InlineData("<rss version='2.0' xmlns:h='" + Xhtml + "'><channel/></rss>")]
    [InlineData("<office:document-content xmlns:office='urn:o' xmlns:xhtml='" + Xhtml + "'/>")]
    [InlineData("<x a='xmlns=" + Xhtml + "'/>")]
    [InlineData("<!-- c --><?xpacket begin=\"\"?><x/>")]
    [InlineData("<?xpacket begin=\"\uFEFF\" id=\"W5M0\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\"/>")]
    [InlineData("<?xml-stylesheet href='a.xsl'?><!-- c --><note/>")]
    [InlineData("<!-- c --><note/>")]
    [InlineData("<!-- c --><?xml version='1.0'?><note/>")]
    public void Xml_is_xml_whatever_it_declares(string text)
    {
        Assert.Equal("application/xml", MediaTypeSniffer.Detect(Encoding.UTF8.GetBytes(text)));
        Assert.Equal("application/xml", Judged.Judge("x.xml", Encoding.UTF8.GetBytes(text)).MediaType);
        Assert.Equal("application/xml", Judged.Judge("x.xml", Encoding.Unicode.GetBytes(text)).MediaType);
    }

    [Theory]
    [InlineData("<x xmlns='" + Xhtml + "'/>")]
    [InlineData("<x a='>' xmlns='" + Xhtml + "'/>")]
    [InlineData("<x\nxmlns = \"" + Xhtml + "\">")]
    [InlineData("<h:x xmlns:h='" + Xhtml + "'/>")]
    [InlineData("<x xmlns='http://www.w3.org/1999/xhtm&#108;'/>")]
    [InlineData("<?xml version='1.0'?><svg:svg xmlns:svg='" + Xhtml + "'/>")]
    public void Root_in_the_namespace_of_xhtml_is_a_web_page(string text)
    {
        Assert.Equal("application/xhtml+xml", MediaTypeSniffer.Detect(Encoding.UTF8.GetBytes(text)));
        Assert.Equal(FileRefusal.TypeNotAllowed, Judged.Judge("x.xml", Encoding.UTF8.GetBytes(text)).Refusal);
    }

    [Theory]
    [InlineData("<!-- x -->\ntext")]
    [InlineData("<!-- markdownlint-disable -->\n# Title\n")]
    [InlineData("<!-- alone -->")]
    public void Text_may_begin_with_a_comment(string text)
    {
        Assert.Equal("text/plain", Judged.Judge("x.txt", Encoding.UTF8.GetBytes(text)).MediaType);
        Assert.Equal("application/yaml", Judged.Judge("x.yml", Encoding.UTF8.GetBytes(text)).MediaType);
    }

    [Theory]
    [InlineData("<!-- c --><script>alert(1)</script>", "text/html")]
    [InlineData("<!--><script>alert(1)</script>-->", "text/html")]
    [InlineData("<!-- c --><?php system('id');", "text/x-php")]
    [InlineData("<?xml version='1.0'?><?php system('id');", "text/x-php")]
    [InlineData("<!-- never closed <script>", "text/html")]
    public void Comment_hides_nothing_that_runs(string text, string expected) =>
        Assert.Equal(expected, MediaTypeSniffer.Detect(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("<!DOCTYPE svg [<!ENTITY a \"x]>y\">]><svg xmlns='http://www.w3.org/2000/svg'/>")]
    [InlineData("<!DOCTYPE svg [<!-- it's ]> --><!ENTITY a 'b'>]><svg/>")]
    [InlineData("<!DOCTYPE svg [<?pi ']>?>]><svg/>")]
    [InlineData("<!DOCTYPE svg:svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"x[1].dtd\"><svg:svg xmlns:svg='http://www.w3.org/2000/svg'/>")]
    public void Drawing_is_found_behind_its_document_type(string text) =>
        Assert.Equal("image/svg+xml", Judged.Judge("x.svg", Encoding.UTF8.GetBytes("<?xml version='1.0'?>\n" + text)).MediaType);

    [Fact]
    public void Document_type_that_goes_beyond_the_head_tells_the_root()
    {
        var dtd = string.Concat(Enumerable.Range(0, 3000).Select(i => $"<!ENTITY e{i} \"value {i} ] >\">\n"));

        Assert.Equal("image/svg+xml", Judged.Judge("x.svg", Encoding.UTF8.GetBytes($"<!DOCTYPE svg [{dtd}]><svg/>")).MediaType);
        Assert.Equal("application/xml", Judged.Judge("x.xml", Encoding.UTF8.GetBytes($"<!DOCTYPE note [{dtd}]><note/>")).MediaType);
    }

    [Theory]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml")]
    [InlineData("<note/>", "application/xml")]
    [InlineData("<x xmlns='" + Xhtml + "'/>", null)]
    [InlineData("<html/>", null)]
    public void Root_behind_a_long_comment_is_found(string root, string? expected) =>
        Assert.Equal(expected, Judged.Judge("x.svg", Encoding.UTF8.GetBytes($"<?xml version='1.0'?><!--{new string('x', 100_000)}-->{root}")).MediaType);

    /// <summary>It is a download in a sandbox without scripts: docs/file-types.md says so.</summary>
    [Fact]
    public void Script_below_the_root_of_xml_is_taken_as_xml() =>
        Assert.Equal("application/xml", Judged.Judge("x.xml", Encoding.UTF8.GetBytes($"<x><script xmlns=\"{Xhtml}\">alert(1)</script></x>")).MediaType);

    [Theory]
    [InlineData("<?mso-application progid=\"Word.Document\"?><pkg:package xmlns:pkg='p'><pkg:part pkg:name='/word/x' pkg:contentType='application/vnd.ms-office.vbaProj&#101;ct'/></pkg:package>")]
    [InlineData("<?mso-application progid='Word.Document'?><pkg:package xmlns:pkg='p'><pkg:part pkg:name='/word/vbaProject.bin'/></pkg:package>")]
    [InlineData("<?mso-application progid=\"PowerPoint.Show\"?><p><q c='application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml'/></p>")]
    [InlineData("<?mso-application progid=\"Word.Document\"?><w:wordDocument xmlns:w='w' w:macrosPresent='yes'/>")]
    [InlineData("<?mso-application progid=\"Word.Document\"?><w:wordDocument xmlns:w='w'><w:docSuppData/></w:wordDocument>")]
    public void Macros_in_xml_that_windows_opens_with_office_are_found(string text)
    {
        var filler = $"<!--{new string('x', 100_000)}-->";
        foreach (var encoding in new[] { Encoding.UTF8, Encoding.Unicode })
        {
            var far = text.Insert(text.IndexOf("?>", StringComparison.Ordinal) + 2, "<?x y?>" + filler);
            Assert.False(Judged.Judge("x.xml", [.. encoding.GetPreamble(), .. encoding.GetBytes(text)]).IsAccepted);
            Assert.False(Judged.Judge("x.xml", [.. encoding.GetPreamble(), .. encoding.GetBytes($"<?xml version='1.0'?>{filler}{text}")]).IsAccepted);
            Assert.False(Judged.Judge("x.xml", [.. encoding.GetPreamble(), .. encoding.GetBytes(far)]).IsAccepted);
        }
    }

    [Fact]
    public void Xml_of_office_without_macros_is_xml_up_to_four_megabytes()
    {
        const string word = "<?xml version=\"1.0\"?><?mso-application progid=\"Word.Document\"?>";
        var paragraphs = string.Concat(Enumerable.Repeat("<w:p><w:t>Some text of a document</w:t></w:p>", 2_000));

        Assert.Equal("application/xml", Judged.Judge("x.xml", Encoding.UTF8.GetBytes($"{word}<w:wordDocument xmlns:w='w' w:macrosPresent='no'>{paragraphs}</w:wordDocument>")).MediaType);
        Assert.Equal("application/xml", Judged.Judge("x.xml", Encoding.UTF8.GetBytes("<?mso-application progid=\"Excel.Sheet\"?><Workbook vbaProject='x'/>")).MediaType);
        var verdict = Judged.Judge(new FileValidator(AllowedFileTypes.Default), "x.xml", Encoding.UTF8.GetBytes($"{word}<w:x xmlns:w='w'>{new string(' ', 5_000_000)}</w:x>"), out var reads);
        Assert.Equal(FileRefusal.TypeNotRetrieved, verdict.Refusal);
        Assert.InRange(reads, 1, 64);
    }

    [Theory]
    [InlineData("junk\n%PDF-1.4\n1 0 obj\n")]
    [InlineData("\u001b%-12345X@PJL ENTER LANGUAGE=PDF\r\n%PDF-1.7\n")]
    [InlineData("Received: from a\r\n\r\n%PDF-2.0\n")]
    public void Pdf_of_text_may_begin_late(string text)
    {
        Assert.Equal("application/pdf", Judged.Judge("x.pdf", Encoding.UTF8.GetBytes(text)).MediaType);
        Assert.Equal("text/plain", Judged.Judge("x.txt", Encoding.UTF8.GetBytes(text)).MediaType);
    }

    [Fact]
    public void Pdf_begins_within_1024_bytes_and_not_in_a_web_page()
    {
        Assert.Equal("application/pdf", Judged.Judge("x.pdf", Encoding.UTF8.GetBytes(new string('x', 1024) + "%PDF-1.4\n")).MediaType);
        Assert.False(Judged.Judge("x.pdf", Encoding.UTF8.GetBytes(new string('x', 1025) + "%PDF-1.4\n")).IsAccepted);
        Assert.False(Judged.Judge("x.pdf", "<html><script>%PDF-1.4"u8.ToArray()).IsAccepted);
        Assert.False(Judged.Judge("x.pdf", "#!/bin/sh\n# %PDF-1.4"u8.ToArray()).IsAccepted);
        Assert.False(Judged.Judge("x.pdf", "a %PDF-file is what this text tells of"u8.ToArray()).IsAccepted);
    }
}
